"""All samples of a race: live while it runs, or read again from its folder. The judge sees no difference."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray

    Seconds = NDArray[np.float64]


NO_YARDSTICK: Seconds = np.empty(0)
"""One for all: thousands of samples have none."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One case on one side in one heat: `rounds` rounds of `iterations` calls each."""

    wall: Seconds
    """Seconds a call on the wall clock, of each round in turn; shape (rounds,)."""
    cpu: Seconds
    """Seconds a call of the process's CPU clock; shape (rounds,)."""
    iterations: int
    switches: int
    """Involuntary context switches over all its rounds."""
    yardstick: Seconds = field(default_factory=lambda: NO_YARDSTICK)
    """Seconds of the reference loop beside each round; empty where it was not timed."""

    @property
    def rounds(self) -> int:
        """The number of rounds."""
        return len(self.wall)


class Samples:
    """Samples by case, side and heat."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str], dict[int, Sample]] = defaultdict(dict)

    def add(self, heat: int, side: str, samples: Mapping[str, Sample]) -> None:
        """Add what one side has measured in one heat."""
        for case, sample in samples.items():
            self._cells[case, side][heat] = sample

    def of(self, case: str, side: str) -> dict[int, Sample]:
        """Return the samples of a case on a side by heat number; empty where there are none."""
        return self._cells.get((case, side), {})

    def without(self, cells: Mapping[tuple[str, str], Collection[int]]) -> Samples:
        """Return the same samples but for these heats of these cases and sides."""
        if not cells:
            return self
        rest = Samples()
        for cell, heats in self._cells.items():
            out = cells.get(cell, ())
            rest._cells[cell] = {heat: sample for heat, sample in heats.items() if heat not in out}
        return rest

    def together(self, case: str, *sides: str) -> Iterator[tuple[int, tuple[Sample, ...]]]:
        """Yield heat number and samples of the heats in which all these sides have measured the case."""
        cells = [self.of(case, side) for side in sides]
        for heat in sorted(set(cells[0]).intersection(*cells[1:])):
            yield heat, tuple(cell[heat] for cell in cells)
