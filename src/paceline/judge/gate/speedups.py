"""What a change did to speed-ups over sequential: judged like any case's time, and named as what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..per_heat import crossover, log_ratios, log_speedups
from ..records import Comparison, Quantity
from ..rivals import Key, scaled_cases
from ..stats.estimate import Estimate, estimate
from ..stats.scaling import scaling_change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...results.records import Pair, Race
    from ...results.store import Samples
    from ..arrays import Floats
    from ..records import Verdict
    from ..stats.crossover import Crossing


@dataclass(frozen=True, slots=True)
class SpeedupVerdict:
    """The verdict on a case's speed-up, and what it was on the baseline and is on the candidate."""

    verdict: Verdict
    before: Estimate
    after: Estimate


@dataclass(frozen=True, slots=True)
class CrossoverChange:
    """A strategy beats sequential from another size on than before: the intervals of the two sizes do not meet."""

    workload: str
    strategy: str
    before: Crossing
    after: Crossing


def speedup_comparisons(
    race: Race, samples: Samples, pair: Pair, times: Mapping[str, Comparison]
) -> Iterator[Comparison]:
    """Yield a comparison of the speed-up of each case of a pair that has one; `times` are those of the cases' times.

    Its change is the ratio of the strategy's rounds on both sides ÷ that of sequential's: the sides took turns in each.
    A speed-up also falls when sequential alone became faster, which is nobody's regression. So each is guarded by its
    case's own time: it is a regression only where the speed-up fell *and* the strategy takes longer than before.
    """
    for case, sequential in scaled_cases(race).items():
        own = times.get(case)
        if own is None:
            continue
        ratios = (log_ratios(samples, each, pair.baseline, pair.candidate) for each in (case, sequential))
        strategy, alone = (_by_heat(each, len(race.heats)) for each in ratios)
        yield Comparison(
            case=case,
            z=scaling_change(strategy, alone),
            concurrent=own.concurrent,
            clock=own.clock,
            rounds=own.rounds,
            strategy=own.strategy,
            caveats=own.caveats,
            quantity=Quantity.SPEEDUP,
            guard=own.z,
        )


def _by_heat(logs: Mapping[int, float], heats: int) -> Floats:
    series = np.full(heats, np.nan)
    for heat, value in logs.items():
        series[heat - 1] = value
    return series


def speedup_verdict(race: Race, samples: Samples, pair: Pair, verdict: Verdict) -> SpeedupVerdict:
    """Return a verdict with the two speed-ups it compares."""
    sequential = scaled_cases(race)[verdict.case]
    before, after = (
        estimate(list(log_speedups(samples, sequential, verdict.case, side).values()))
        for side in (pair.baseline, pair.candidate)
    )
    return SpeedupVerdict(verdict, before, after)


def crossover_changes(race: Race, samples: Samples, pair: Pair) -> Iterator[CrossoverChange]:
    """Yield the strategies whose crossover moved: its 95 % intervals on the two sides leave a gap between them."""
    grouped: dict[tuple[str, str], dict[int, tuple[str, str]]] = {}
    for case, sequential in scaled_cases(race).items():
        key = Key.of(case)
        if key is None or key.workers or key.size is None or not (workload := dict(key.rest).get("workload")):
            continue
        grouped.setdefault((workload, key.strategy), {})[key.size] = sequential, case
    for (workload, strategy), cases in grouped.items():
        before, after = (crossover(samples, cases, side) for side in (pair.baseline, pair.candidate))
        if before and after and (before.high < after.low or after.high < before.low):
            yield CrossoverChange(workload, strategy, before, after)
