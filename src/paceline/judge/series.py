"""From samples to one number a heat, on the wall clock."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .floor import floor, log_ratio

if TYPE_CHECKING:
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
