"""From a race's samples to comparisons: one value a heat for each case of each pair of sides."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from ..results import caseid
from .comparison import Caveat, Comparison
from .floor import Clock, choose_clock, log_ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..results.records import Case, Pair, Race
    from ..results.store import Sample, Samples

_RESOLUTION = max(time.get_clock_info("process_time").resolution, 1e-9)
"""Seconds: the step of the CPU clock, on the machine that races and judges alike."""

_BUSY = 0.05
"""Share of the machine that others may use before a concurrent case's heat is contaminated."""

CONTAMINATED = "contaminated"
"""(heats, of): in so many heats other processes used the cores that a concurrent case needs."""
FEW_ROUNDS = "few rounds"
"""(rounds,): a heat has so few rounds that its value is one round's luck, and a bad one's mostly."""
UNPINNED = "unpinned"
"""(): the case computes in one thread, and could not be pinned to one core with its rival."""

_FEW = 3


def comparisons(race: Race, samples: Samples, pair: Pair) -> list[Comparison]:
    """Return a comparison for each case that both sides of a pair have measured in at least one heat."""
    return [
        found
        for case in race.cases
        if (found := compare(race, case, dict(samples.together(case.id, pair.baseline, pair.candidate)))) is not None
    ]


def compare(race: Race, case: Case, heats: dict[int, tuple[Sample, ...]]) -> Comparison | None:
    """Compare one case: NaN in the heats in which it did not run on both sides."""
    if not heats:
        return None
    z, clocks = np.full(len(race.heats), np.nan), Counter[Clock]()
    for heat, (baseline, candidate) in heats.items():
        clock = _clock(case, baseline, candidate)
        clocks[clock] += 1
        z[heat - 1] = log_ratio(_seconds(baseline, clock), _seconds(candidate, clock))
    rounds = int(statistics.median(sample.rounds for pair in heats.values() for sample in pair))
    return Comparison(
        case=case.id,
        z=z,
        concurrent=case.concurrent is not False,
        clock=clocks.most_common(1)[0][0],
        rounds=rounds,
        strategy=caseid.split(case.id).parameters.get("strategy"),
        caveats=tuple(_caveats(race, case, heats, rounds)),
    )


def _clock(case: Case, *sides: Sample) -> Clock:
    return choose_clock(
        [sample.wall * sample.iterations for sample in sides],
        [sample.cpu * sample.iterations for sample in sides],
        one_thread=case.concurrent is False,
        resolution=_RESOLUTION,
    )


def _seconds(sample: Sample, clock: Clock) -> np.ndarray:
    return sample.cpu if clock is Clock.CPU else sample.wall


def _caveats(race: Race, case: Case, heats: dict[int, tuple[Sample, ...]], rounds: int) -> Iterator[Caveat]:
    if case.concurrent is False:
        if race.unpinned is not None:
            yield Caveat(UNPINNED)
    else:
        bad = sum((race.heats[heat - 1].weather.foreign or 0.0) > _BUSY for heat in heats)
        if bad:
            yield Caveat(CONTAMINATED, (bad, len(heats)))
    if rounds < _FEW:
        yield Caveat(FEW_ROUNDS, (rounds,))
