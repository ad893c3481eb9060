"""From samples to the rows of the charts: figures, ratios between sides, and crossovers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from ...judge.per_heat import log_floors, peak_memory, rounds
from ...judge.records import LEVEL
from ...judge.stats.equivalence import trimmed_means
from ...judge.stats.estimate import estimate
from ..bench.words import crossing
from ..units import doubt, duration
from . import places
from .records import CaseRow, CrossoverRow, FigureRow, RatioRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...judge.bench.figures import Figure
    from ...judge.bench.judgement import BenchJudgement
    from ...results.records import Race
    from ...results.store import Samples

Logs = dict[tuple[int, int], dict[int, float]]
"""ln seconds by heat, of case and side."""


@dataclass(frozen=True, slots=True)
class Measures:
    """All that was measured, once."""

    figures: list[FigureRow]
    ratios: list[RatioRow]
    crossovers: list[CrossoverRow]
    times: Logs = field(default_factory=dict)


def measure(race: Race, samples: Samples, cases: list[CaseRow], judgement: BenchJudgement) -> Measures:
    """Compute all rows of a race."""
    logs = {
        (number, at): found
        for number, case in enumerate(cases)
        for at, side in enumerate(race.sides)
        if (found := judgement.times.get((case.id, side.name)) or log_floors(samples, case.id, side.name))
    }
    return Measures(
        list(_figures(race, samples, cases, logs, judgement.figures)),
        list(_ratios(race, cases, logs)),
        list(_crossovers(race, judgement)),
        logs,
    )


def _figures(
    race: Race, samples: Samples, cases: list[CaseRow], logs: Logs, found: Mapping[tuple[str, str], Figure]
) -> Iterator[FigureRow]:
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
            memory=peak_memory(samples, case, side),
        )


def _doubt(relative: float) -> str:
    return doubt(relative) if math.isfinite(relative) else "(one heat: no interval)"


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
    z = np.full((max(heat for times in logs.values() for heat in times), len(keys)), np.nan)
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


def _crossovers(race: Race, judgement: BenchJudgement) -> Iterator[CrossoverRow]:
    for workload in judgement.workloads:
        sizes = workload.sizes
        group = places.place(next(iter(workload.cases.values()))).group
        for strategy in workload.strategies:
            for number, side in enumerate(race.sides):
                found = judgement.crossings.get((workload.name, strategy, side.name))
                if found is not None and found.size is not None:
                    low, high = max(found.low, sizes[0]), min(found.high, sizes[-1])
                    yield CrossoverRow(group, number, strategy, found.size, low, high, crossing(found, sizes))
