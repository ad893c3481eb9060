"""From samples to one number a heat, on the wall clock."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from .stats.crossover import Crossing, find_crossing
from .stats.floor import floor, log_ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..results.store import Sample, Samples


def log_floors(samples: Samples, case: str, side: str) -> dict[int, float]:
    """Return ln floor on the wall clock by heat."""
    return {heat: math.log(floor(sample.wall)) for heat, sample in samples.of(case, side).items()}


def log_ratios(samples: Samples, case: str, baseline: str, candidate: str) -> dict[int, float]:
    """Return ln(candidate ÷ baseline) by heat, where both have measured the case."""
    both = samples.together(case, baseline, candidate)
    return {heat: log_ratio(below.wall, above.wall) for heat, (below, above) in both}


def log_speedups(samples: Samples, sequential: str, case: str, side: str) -> dict[int, float]:
    """Return ln(sequential ÷ case) within one process, by heat."""
    reference, other = log_floors(samples, sequential, side), log_floors(samples, case, side)
    return {heat: reference[heat] - other[heat] for heat in reference if heat in other}


def rounds(samples: dict[int, Sample]) -> int:
    """Return the rounds of all heats together."""
    return sum(sample.rounds for sample in samples.values())


def crossover(logs: Mapping[int, tuple[Mapping[int, float], Mapping[int, float]]]) -> Crossing | None:
    """Find the crossover from ln seconds by size and heat, of sequential and of a strategy.

    None where no heat measured all sizes, and where there is but one.
    """
    sizes = sorted(logs)
    if len(sizes) < 2:
        return None
    heats = sorted(set.intersection(*(set(floors) for pair in logs.values() for floors in pair)))
    if not heats:
        return None
    sequential, strategy = (
        np.array([[logs[size][which][heat] for size in sizes] for heat in heats]) for which in (0, 1)
    )
    return find_crossing(sizes, sequential, sequential - strategy)
