"""Write the rounds of races on disk as one recording, for `nox -s replay -- --recording FILE`.

`python studies/record.py DIR… > FILE.jsonl` reads the races of a commit against itself in these folders, such as
`paceline calibrate --slower 0 --out DIR` leaves in DIR. The format is described in studies/replay/README.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from paceline.results.folder import RaceFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paceline.results.records import Pair, Race
    from paceline.results.store import Sample, Samples

_DIGITS = 5
"""Significant ones, of microseconds: far below what two rounds differ by."""


def main() -> None:
    """Read the races; write a line per heat and case of each pair of sides."""
    parser = argparse.ArgumentParser(prog="python studies/record.py", description=__doc__)
    parser.add_argument("races", nargs="+", type=Path)
    gate = count()
    for folder in parser.parse_args().races:
        race, samples = RaceFolder(folder).load()
        for pair in race.pairs:
            number = next(gate)
            for line in lines(race, samples, pair):
                print(json.dumps({"gate": number, **line}, separators=(",", ":")), file=sys.stdout)


def lines(race: Race, samples: Samples, pair: Pair) -> Iterator[dict[str, object]]:
    """Yield what both sides of a pair measured, case by case and heat by heat."""
    for case in race.cases:
        for number, (baseline, candidate) in samples.together(case.id, pair.baseline, pair.candidate):
            roles = race.heats[number - 1].roles
            yield {
                "heat": number,
                "case": case.id,
                "first": min(("baseline", "candidate"), key=lambda side: roles.index(getattr(pair, side))),
                "concurrent": case.concurrent is not False,
                "iterations": baseline.iterations,
                "baseline": rounds(baseline),
                "candidate": rounds(candidate),
            }


def rounds(sample: Sample) -> dict[str, list[float]]:
    """Give a side's rounds by clock, in microseconds per call."""
    return {
        clock: [float(f"{1e6 * seconds:.{_DIGITS}g}") for seconds in getattr(sample, clock).tolist()]
        for clock in ("cpu", "wall")
    }


if __name__ == "__main__":
    main()
