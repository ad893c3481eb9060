"""From a race's samples to comparisons: one value a heat for each case of each pair of sides."""

from __future__ import annotations

import math
import statistics
import time
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from ...results import caseid
from ..records import Caveat, Clock, Comparison
from ..stats.clock import Rounds, choose_clock, has_work
from ..stats.heat import log_ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...results.records import Case, Pair, Race
    from ...results.store import Sample, Samples

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

UNSTEADY = "unsteady"
"""(share,): within a heat later rounds take longer than the first ones by so much, or less: a state that changes."""

_FEW = 3

_DRIFT = math.log(1.03)
"""Of the rounds of most heats, on both sides, in one direction: chance makes that seldom, a growing list always."""

_AGREEING = 0.9
_ENOUGH = 8
"""Samples, of both sides together, from which a drift is more than chance."""


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
    (z, work), clocks = np.full((2, len(race.heats)), np.nan), Counter[Clock]()
    for heat, (baseline, candidate) in heats.items():
        rounds_of = [_rounds(baseline), _rounds(candidate)]
        clock = choose_clock(rounds_of, one_thread=case.concurrent is False, resolution=_RESOLUTION)
        clocks[clock] += 1
        z[heat - 1] = log_ratio(_seconds(baseline, clock), _seconds(candidate, clock))
        if case.concurrent and has_work(rounds_of, resolution=_RESOLUTION):
            work[heat - 1] = log_ratio(baseline.cpu, candidate.cpu)
    rounds = int(statistics.median(sample.rounds for pair in heats.values() for sample in pair))
    return Comparison(
        case=case.id,
        z=z,
        concurrent=case.concurrent is not False or race.unpinned is not None,
        clock=clocks.most_common(1)[0][0],
        rounds=rounds,
        strategy=caseid.split(case.id).parameters.get("strategy"),
        caveats=tuple(_caveats(race, case, heats, rounds)),
        # From the first heat on or not at all: half of the bets are on it (see `decide`).
        work=None if np.isnan(work[min(heats) - 1]) else work,
    )


def _rounds(side: Sample) -> Rounds:
    return Rounds(*(each * side.iterations for each in (side.wall, side.cpu, side.delay)))


def _seconds(sample: Sample, clock: Clock) -> np.ndarray:
    return sample.cpu if clock is Clock.CPU else sample.wall


def _caveats(race: Race, case: Case, heats: dict[int, tuple[Sample, ...]], rounds: int) -> Iterator[Caveat]:
    if case.concurrent is False:
        if race.unpinned is not None:
            yield Caveat(UNPINNED)
    else:
        bad = sum((race.heats[heat - 1].system_load.foreign or 0.0) > _BUSY for heat in heats)
        if bad:
            yield Caveat(CONTAMINATED, (bad, len(heats)))
    if rounds < _FEW:
        yield Caveat(FEW_ROUNDS, (rounds,))
    drift = _drift([sample for sides in heats.values() for sample in sides])
    if drift:
        yield Caveat(UNSTEADY, (math.expm1(drift),))


def _drift(samples: Sequence[Sample]) -> float:
    """Return the median drift within a heat (ln), where nearly all samples agree on its direction; else 0."""
    drifts = [sample.drift for sample in samples if sample.rounds > _FEW]
    if len(drifts) < _ENOUGH:
        return 0.0
    middle = statistics.median(drifts)
    agreeing = sum(drift * middle > 0 for drift in drifts)
    return middle if abs(middle) > _DRIFT and agreeing >= _AGREEING * len(drifts) else 0.0
