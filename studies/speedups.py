"""What pairing is worth: the spread of speed-ups between heats, paired and not. `python studies/speedups.py DIR…`.

Hold a race for it (five minutes): `paceline bench --side here=python -k "product or loop" --heats 12 --budget 10m`.
From the same heats of each case, in percent: the standard deviation of ln speed-up where the figure of the sequential
case is divided by that of the strategy's, which was timed at another moment; and where each round is compared with the
sequential round beside it, by ranks (`judge/stats/heat.py`, what is used) and by pairs (the median of their ratios).
Then the mean ln speed-up of either kind: pairing must not move it on a machine that is steady.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from paceline.judge.per_heat import log_floors, paired_speedups
from paceline.judge.rivals import SEQUENTIAL, Key
from paceline.results.folder import RaceFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paceline.results.store import Sample

TITLES = ("unpaired", "by ranks", "by pairs", "mean unpaired", "mean paired")


def main() -> None:
    """Read the races; print a row for each case, and the medians by strategy."""
    parser = argparse.ArgumentParser(prog="python studies/speedups.py", description=__doc__)
    parser.add_argument("races", nargs="+", type=Path)
    for folder in parser.parse_args().races:
        print(f"{folder}\n{'':70} {'heats':>5} " + " ".join(f"{title:>13}" for title in TITLES))
        by_strategy: dict[str, list[list[float]]] = {}
        for name, strategy, heats, row in rows(folder):
            by_strategy.setdefault(strategy, []).append(row)
            _print(name, heats, row)
        for strategy, found in by_strategy.items():
            _print(f"median of {len(found)}: {strategy}", 0, np.median(found, axis=0).tolist())


def _print(name: str, heats: int, row: list[float]) -> None:
    print(f"{name:70} {heats or '':5} " + " ".join(f"{value:13.1f}" for value in row))


def rows(folder: Path) -> Iterator[tuple[str, str, int, list[float]]]:
    """Yield each paired case's label, strategy, heats, and its numbers in percent."""
    race, samples = RaceFolder(folder).load()
    keys = {case.id: key for case in race.cases if (key := Key.of(case.id))}
    alone = {key.arena: case for case, key in keys.items() if key.strategy == SEQUENTIAL}
    for side in race.sides:
        for case, key in keys.items():
            ranks, own = paired_speedups(samples, case, side.name), log_floors(samples, case, side.name)
            sequential = log_floors(samples, alone.get(key.arena, ""), side.name)
            heats = sorted(ranks.keys() & sequential.keys())
            if len(heats) < 3:
                continue
            unpaired = [sequential[heat] - own[heat] for heat in heats]
            paired, of = [ranks[heat] for heat in heats], samples.of(case, side.name)
            spreads = (float(np.std(x, ddof=1)) for x in (unpaired, paired, [_by_pairs(of[heat]) for heat in heats]))
            row = [100 * value for value in (*spreads, float(np.mean(unpaired)), float(np.mean(paired)))]
            label = " ".join(value for _, value in key.rest)
            yield f"{side.name} {label} {key.name}", key.name, len(heats), row


def _by_pairs(sample: Sample) -> float:
    ratios = sample.reference / sample.wall
    return math.log(float(np.nanmedian(ratios)))


if __name__ == "__main__":
    main()
