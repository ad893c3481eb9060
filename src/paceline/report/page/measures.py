"""From samples to the rows of the charts: figures, ratios between sides, and crossovers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from ...judge.bench.figures import figures
from ...judge.records import LEVEL
from ...judge.rivals import SEQUENTIAL
from ...judge.series import crossover, log_floors, rounds
from ...judge.stats.equivalence import trimmed_means
from ...judge.stats.estimate import estimate
from ..units import doubt, duration
from .records import CaseRow, CrossoverRow, FigureRow, RatioRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...judge.stats.crossover import Crossing
    from ...results.records import Race
    from ...results.store import Samples

Logs = dict[tuple[int, int], dict[int, float]]
"""ln floor by heat, of case and side."""


@dataclass(frozen=True, slots=True)
class Measures:
    """All that was measured, once."""

    figures: list[FigureRow]
    ratios: list[RatioRow]
    crossovers: list[CrossoverRow]


def measure(race: Race, samples: Samples, cases: list[CaseRow]) -> Measures:
    """Compute all rows of a race."""
    logs = {
        (number, at): found
        for number, case in enumerate(cases)
        for at, side in enumerate(race.sides)
        if (found := log_floors(samples, case.id, side.name))
    }
    return Measures(
        list(_figures(race, samples, cases, logs)),
        list(_ratios(race, cases, logs)),
        list(_crossovers(race, samples, cases)),
    )


def _figures(race: Race, samples: Samples, cases: list[CaseRow], logs: Logs) -> Iterator[FigureRow]:
    found = figures(race, samples)
    for (number, at), series in logs.items():
        case, side = cases[number].id, race.sides[at].name
        figure = found.get((case, side))
        floor = figure.floor if figure else estimate(list(series.values()))
        speedup = figure.speedup if figure else None
        yield FigureRow(
            case=number,
            side=at,
            floor=floor.value,
            floor_low=floor.low,
            floor_high=floor.high,
            time=f"{duration(floor.value)} {_doubt(floor.doubt)}",
            heats=floor.n,
            rounds=rounds(samples.of(case, side)),
            standing=figure.standing.value if figure else "",
            speedup=speedup.value if speedup else None,
            low=_known(speedup.low) if speedup else None,
            high=_known(speedup.high) if speedup else None,
            paired=speedup.n if speedup else 0,
        )


def _doubt(relative: float) -> str:
    return doubt(relative) if math.isfinite(relative) else "(one heat: doubt unknown)"


def _known(end: float) -> float | None:
    """Return the end of an interval on a logarithmic axis, where it has one."""
    return end if 0 < end < math.inf else None


def _ratios(race: Race, cases: list[CaseRow], logs: Logs) -> Iterator[RatioRow]:
    """Yield each case's ratio of every side to every other one: thousands, so that all are estimated at once.

    None where all sides are of one interpreter: those are compared in pairs.
    """
    if len({side.key for side in race.sides}) < 2:
        return
    keys = [
        (number, reference, side)
        for number in range(len(cases))
        for reference, side in permutations(range(len(race.sides)), 2)
        if logs.get((number, reference), {}).keys() & logs.get((number, side), {}).keys()
    ]
    if not keys:
        return
    z = np.full((max(heat for floors in logs.values() for heat in floors), len(keys)), np.nan)
    for column, (number, reference, side) in enumerate(keys):
        below, above = logs[number, reference], logs[number, side]
        for heat in below.keys() & above.keys():
            z[heat - 1, column] = above[heat] - below[heat]
    means = trimmed_means(z).last()
    bound = means.bound((1 - LEVEL) / 2)
    heats = (~np.isnan(z)).sum(axis=0)
    for column, (number, reference, side) in enumerate(keys):
        mean, half = float(means.mean[column]), float(bound[column])
        low, high = _known(math.exp(mean - half)), _known(math.exp(mean + half))
        yield RatioRow(number, reference, side, math.exp(mean), low, high, int(heats[column]))


def _crossovers(race: Race, samples: Samples, cases: list[CaseRow]) -> Iterator[CrossoverRow]:
    by_series: dict[tuple[str, str], dict[int, str]] = {}
    for case in cases:
        if case.size is not None and not case.control:
            by_series.setdefault((case.group, case.strategy), {})[case.size] = case.id
    for (group, strategy), mine in by_series.items():
        sequential = by_series.get((group, SEQUENTIAL), {})
        sizes = sorted(set(mine) & set(sequential))
        pairs = {size: (sequential[size], mine[size]) for size in sizes}
        for number, side in enumerate(race.sides):
            if strategy != SEQUENTIAL and (answer := crossover(samples, pairs, side.name)) and answer.size is not None:
                low, high = max(answer.low, sizes[0]), min(answer.high, sizes[-1])
                text = _words(answer, answer.size, sizes)
                yield CrossoverRow(group, number, strategy, answer.size, low, high, text)


def _words(answer: Crossing, size: float, sizes: list[int]) -> str:
    low = f"<{_number(sizes[0])}" if answer.low == 0 else _number(answer.low)
    high = f">{_number(sizes[-1])}" if math.isinf(answer.high) else _number(answer.high)
    return f"{_number(size)} ({low}–{high})"


def _number(size: float) -> str:
    return f"{size:,.0f}" if size >= 100 else f"{size:.3g}"
