"""Does a long race of a commit against itself come out even, by side and by role? `python studies/roles.py DIR…`.

Hold one for it, with nothing else running (two minutes):
`paceline race --side a=python --side b=python --heats 100 --parallel 2 -- benchmarks -m core -k "test_strategy and
sequential"`. For each case, over its heats: the mean of ln(b ÷ a), and that of ln(second ÷ first), where first is who
was started, spoken to and timed first; each in percent, with its standard error and how many of those it is off zero.
A heat's coin makes the first come out even in the end; the second is what it has to even out.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from paceline.judge.gate.compare import comparisons
from paceline.results.folder import RaceFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

ERRORS, PERCENT = 3.0, 0.2
"""A mean is off zero where it is further from it than three standard errors, and than what matters to any verdict."""


def main() -> None:
    """Read the races; print a table."""
    parser = argparse.ArgumentParser(prog="python studies/roles.py", description=__doc__)
    parser.add_argument("races", nargs="+", type=Path)
    off = 0
    for folder in parser.parse_args().races:
        print(f"{folder}\n{'case':62} {'heats':>5}  {'by side':24}  {'by role':24}")
        for name, z, coin in values(folder):
            by_side, by_role = Mean.of(z), Mean.of(z * coin)
            off += by_side.off + by_role.off
            print(f"{name:62} {len(z):5}  {by_side!s:24}  {by_role!s:24}")
    print(f"{off} off zero (!) by more than {ERRORS:g} standard errors and {PERCENT:g} %")


def values(folder: Path) -> Iterator[tuple[str, NDArray[np.float64], NDArray[np.float64]]]:
    """Yield each case's log-ratios, and in which heats the candidate was second (1) or first (-1)."""
    race, samples = RaceFolder(folder).load()
    for pair in race.pairs:
        coin = np.array([np.sign(_place(heat.roles, pair.candidate, pair.baseline)) for heat in race.heats])
        for found in comparisons(race, samples, pair):
            ran = ~np.isnan(found.z)
            yield found.case.rsplit("::", 1)[-1], found.z[ran], coin[ran]


def _place(roles: tuple[str, ...], one: str, other: str) -> int:
    return roles.index(one) - roles.index(other)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean and its standard error, in percent."""

    value: float
    error: float

    @classmethod
    def of(cls, z: NDArray[np.float64]) -> Mean:
        """Take the mean of log-ratios."""
        return cls(100 * float(z.mean()), 100 * float(z.std(ddof=1)) / math.sqrt(len(z)))

    @property
    def off(self) -> bool:
        """Whether it is off zero."""
        return abs(self.value) > max(ERRORS * self.error, PERCENT)

    def __str__(self) -> str:
        return f"{self.value:+.3f} ±{self.error:.3f} ({abs(self.value) / self.error:3.1f}){'!' if self.off else ' '}"


if __name__ == "__main__":
    main()
