"""Rounds at changing depths of the stack, against rounds at one depth: the spread of a heat's log-ratio.

Both sides of a race hold the same code, but for an edit that changes nothing measured: the honest null, for sides whose
files are the same have nearly the same memory layout too. Run it where `paceline[judge]` is installed, in a repository
with pytest-benchmark cases, with nothing else running; four minutes:
`python studies/depth.py --python python3.14 -- benchmarks -m core -k "test_strategy and sequential"`.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np

import paceline
from paceline.judge.compare import comparisons
from paceline.race import entry, gating, hold
from paceline.race.conductor import Limits
from paceline.race.hold import Programme
from paceline.race.schedule import THOROUGH
from paceline.report import terminal
from paceline.report.progress import Watcher
from paceline.results import caseid

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = {"one depth": 1, "changing": 24}
REPEATS = 4


def main() -> None:
    """Race both ways in turn; print each case's spread."""
    parser = argparse.ArgumentParser(prog="python studies/depth.py", description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--heats", type=int, default=10, help=f"of each of {REPEATS} races a kind")
    parser.add_argument("pytest", nargs="*")
    options = parser.parse_args()
    found: dict[str, dict[str, list[float]]] = {}
    with gating.copies(Path.cwd(), options.python, None) as (_, neutral):
        for _ in range(REPEATS):
            for kind, depths in KINDS.items():
                for case, z in race(options, neutral, depths):
                    found.setdefault(case, {}).setdefault(kind, []).extend(z)
    print("ln(candidate ÷ baseline), %: sd, 1.48 × median absolute deviation, 90th percentile of its size")
    for case, kinds in sorted(found.items()):
        told = "   ".join(f"{kind}: {spread(np.array(z))} (n {len(z)})" for kind, z in kinds.items())
        print(f"{caseid.name(case):40} {told}")


def spread(z: np.ndarray) -> str:
    """Tell three measures of spread."""
    away = np.abs(z - np.median(z))
    return f"{100 * z.std(ddof=1):5.2f} {148.26 * np.median(away):5.2f} {100 * np.quantile(away, 0.9):5.2f}"


def race(options: argparse.Namespace, field: gating.Field, depths: int) -> Iterator[tuple[str, np.ndarray]]:
    """Race so many depths; yield each case's log-ratios."""
    limits = Limits(heats=options.heats)
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(entry, "harness", lambda: harness(depths)),
        Watcher(terminal.console(), limits, quiet=True) as watcher,
    ):
        programme = Programme(
            kind="calibrate",
            sides=field.sides,
            pairs=field.pairs,
            pytest_args=tuple(options.pytest),
            out=Path(folder) / "race",
            pace=THOROUGH,
            limits=limits,
            timeout=60.0,
            settled=lambda _race, _samples: set(),
            probe_capacity=False,
        )
        raced, samples = hold.hold(programme, watcher)
        for comparison in comparisons(raced, samples, raced.pairs[0]):
            yield comparison.case, comparison.z[~np.isnan(comparison.z)]


@contextlib.contextmanager
def harness(depths: int) -> Iterator[Path]:
    """Make a harness of this package with another number of depths."""
    with tempfile.TemporaryDirectory() as name:
        package = Path(name) / entry.ALIAS
        shutil.copytree(Path(paceline.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
        module = package / "plugin" / "depth.py"
        text = module.read_text(encoding="utf-8")
        module.write_text(text.replace("_DEPTHS = 24", f"_DEPTHS = {depths}"), encoding="utf-8")
        yield Path(name)


if __name__ == "__main__":
    main()
