"""Which summary of a heat's rounds is the steadiest: the spread of a heat's log-ratio by summary, from races on disk.

Races of a commit against itself, such as `paceline calibrate --slower 0 --out DIR` leaves in DIR:
`python studies/floor.py DIR/*` prints, by strategy and by number and length of its rounds, the spread of
z = ln(candidate ÷ baseline) for each summary.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from paceline.judge.gate.compare import FEW, QUICK
from paceline.judge.stats.floor import log_ratio, paired_log_ratio
from paceline.results import caseid
from paceline.results.folder import RaceFolder

if TYPE_CHECKING:
    from collections.abc import Callable

    from paceline.results.store import Sample

    Summary = Callable[[np.ndarray, np.ndarray], float]


def fastest(one_in: float) -> Summary:
    """Return the log-ratio of the means of the fastest rounds, one in so many."""

    def summary(baseline: np.ndarray, candidate: np.ndarray) -> float:
        means = [np.sort(rounds)[: math.ceil(len(rounds) / one_in)].mean() for rounds in (baseline, candidate)]
        return math.log(means[1] / means[0])

    return summary


SUMMARIES: dict[str, Summary] = {
    "minimum": lambda baseline, candidate: math.log(candidate.min() / baseline.min()),
    "fastest quarter": log_ratio,
    "fastest half": fastest(2),
    "mean": fastest(1),
    "median": lambda baseline, candidate: math.log(np.median(candidate) / np.median(baseline)),
    "median of pairs": paired_log_ratio,
}


def main() -> None:
    """Read the races; print a table."""
    parser = argparse.ArgumentParser(prog="python studies/floor.py", description=__doc__)
    parser.add_argument("races", nargs="+", type=Path)
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    heats = 0
    for folder in parser.parse_args().races:
        race, samples = RaceFolder(folder).load()
        heats += len(race.heats)
        for case in race.cases:
            strategy = caseid.split(case.id).parameters.get("strategy", "other")
            for pair in race.pairs:
                for _, sides in samples.together(case.id, pair.baseline, pair.candidate):
                    rounds = [side.cpu if case.concurrent is False and side.cpu.all() else side.wall for side in sides]
                    kind = f"{strategy}, {_kind(*sides)}"
                    for name, summary in SUMMARIES.items():
                        values[kind][name].append(summary(rounds[0], rounds[1]))
    print(f"{heats} heats; standard deviation, and 1.48 × median absolute deviation, of z in percent")
    for kind, by_name in sorted(values.items()):
        print(f"{kind} (n {len(by_name['minimum'])})")
        for name, z in by_name.items():
            away = np.abs(np.array(z) - np.median(z))
            print(f"    {name:16} {100 * np.std(z, ddof=1):6.2f} {148.26 * np.median(away):6.2f}")


def _kind(*sides: Sample) -> str:
    if min(side.rounds for side in sides) > FEW:
        return f"more than {FEW} rounds"
    short = min(np.median(side.wall) * side.iterations for side in sides) < QUICK
    return f"up to {FEW} rounds {'under' if short else 'from'} {1000 * QUICK:g} ms"


if __name__ == "__main__":
    main()
