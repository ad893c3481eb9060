"""From samples to one number a heat, on the wall clock."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from .stats.crossover import Crossing, find_crossing
from .stats.heat import floor, log_ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..results.store import Sample, Samples

    Logs = dict[int, float]


def log_floors(samples: Samples, case: str, side: str) -> dict[int, float]:
    """Return ln floor on the wall clock by heat."""
    return {heat: math.log(floor(sample.wall)) for heat, sample in samples.of(case, side).items()}


def peak_memory(samples: Samples, case: str, side: str) -> float | None:
    """Return the bytes that a case's processes had at their peak; None where no heat knows.

    The least of all heats: what earlier cases have left in a process only adds to it, and heats have them in any order.
    """
    known = [sample.memory for sample in samples.of(case, side).values() if sample.memory is not None]
    return float(min(known)) if known else None


def log_ratios(samples: Samples, case: str, baseline: str, candidate: str) -> dict[int, float]:
    """Return ln(candidate ÷ baseline) by heat, where both have measured the case."""
    both = samples.together(case, baseline, candidate)
    return {heat: log_ratio(below.wall, above.wall) for heat, (below, above) in both}


def log_speedups(samples: Samples, sequential: str, case: str, side: str) -> dict[int, float]:
    """Return ln(sequential ÷ case) within one process, by heat.

    From the reference rounds beside the case's own where there are any, else from the figures of the two cases, which
    were timed one after the other.
    """
    if paired := paired_speedups(samples, case, side):
        return paired
    reference, other = log_floors(samples, sequential, side), log_floors(samples, case, side)
    return {heat: reference[heat] - other[heat] for heat in reference if heat in other}


def log_paces(samples: Samples, sequential: str, rivals: Iterable[str], side: str) -> Logs:
    """Return ln floor of sequential work by heat: over its own rounds, and all reference rounds beside its rivals'.

    They are spread over the whole heat, so that the floor finds the machine at its best where a few rounds in a row
    may not.
    """
    rounds = {heat: [sample.wall] for heat, sample in samples.of(sequential, side).items()}
    for rival in rivals:
        for heat, sample in samples.of(rival, side).items():
            if len(sample.reference):
                rounds.setdefault(heat, []).append(sample.reference[~np.isnan(sample.reference)])
    return {heat: math.log(floor(np.concatenate(parts))) for heat, parts in rounds.items()}


def paired_speedups(samples: Samples, case: str, side: str) -> dict[int, float]:
    """Return ln(sequential ÷ case) by heat, from the rounds of a case that have a reference round beside them."""
    found = {}
    for heat, sample in samples.of(case, side).items():
        if len(sample.reference):
            paired = ~np.isnan(sample.reference)
            found[heat] = log_ratio(sample.wall[paired], sample.reference[paired])
    return found


def relative_times(samples: Samples, rivals: Iterable[str], sequential: str | None, side: str) -> dict[str, Logs]:
    """Return each rival's ln seconds by heat, for a ranking: where all are paired, as multiples of sequential's."""
    measured = {case: floors for case in rivals if (floors := log_floors(samples, case, side))}
    paired = {case: paired_speedups(samples, case, side) for case in measured if case != sequential}
    if sequential not in measured or not paired or not all(paired.values()):
        return measured
    heats = {heat for logs in paired.values() for heat in logs}
    return {
        case: {heat: -log for heat, log in paired[case].items()} if case in paired else dict.fromkeys(heats, 0.0)
        for case in measured
    }


def rounds(samples: dict[int, Sample]) -> int:
    """Return the rounds of all heats together."""
    return sum(sample.rounds for sample in samples.values())


def crossover(samples: Samples, cases: Mapping[int, tuple[str, str]], side: str) -> Crossing | None:
    """Find where a strategy begins to beat sequential, from the cases (sequential, strategy) of each size.

    None where no heat measured the speed-up at all sizes, and where there is but one.
    """
    sizes = sorted(cases)
    speedups = [log_speedups(samples, *cases[size], side) for size in sizes]
    seconds = [list(log_floors(samples, cases[size][0], side).values()) for size in sizes]
    heats = sorted(set[int].intersection(*map(set, speedups))) if len(sizes) > 1 else []
    if not heats or not all(seconds):
        return None
    logs = np.array([[speedup[heat] for speedup in speedups] for heat in heats])
    return find_crossing(sizes, np.broadcast_to([np.mean(each) for each in seconds], logs.shape), logs)
