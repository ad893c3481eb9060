"""From which size on a strategy beats sequential."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from ...errors import PacelineError
from ..records import LEVEL
from .student import above_which

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..arrays import Floats

_RESAMPLES = 2000


class Answer(StrEnum):
    """Where the crossover is."""

    WITHIN = "within the sizes measured"
    EVERYWHERE = "at every size measured"
    NOWHERE = "at no size measured"


@dataclass(frozen=True, slots=True)
class Crossing:
    """The smallest size from which a strategy beats sequential; None where that is not within the sizes measured.

    `low` is 0 where it may lie below the smallest size, `high` infinite where it may lie beyond the largest.
    """

    answer: Answer
    size: float | None
    low: float
    high: float
    heats: int


def find_crossing(
    sizes: Sequence[float],
    log_seconds: Floats,
    log_speedups: Floats,
    *,
    resamples: int = _RESAMPLES,
    seed: int = 0,
) -> Crossing:
    """Find where the speed-up passes 1 for the last time on the way up.

    Hypothesis: none; an estimate with an interval.
    Method: between the last size that loses and the next, a strategy's time is taken to be an overhead plus a share of
    the sequential time t, so that 1/speed-up = a + b/t: a straight line over 1/t, which is interpolated to 1. From t to
    size it is a power law between the two. Means over heats are geometric.
    The interval is a bootstrap percentile interval over heats, seeded. A resampled mean varies too little with few
    heats (by the factor sqrt((n - 1)/n), and a normal quantile stands where t's belongs), so that each is moved away
    from the mean by sqrt(n/(n - 1)) · t/z: for an interpolation that is linear in the means this is the t interval.
    Assumes independent heats, and an overhead that is the same at both sizes or grows with t. Sizes may then lie a
    decade apart (`python studies/crossover.py` compares it with a fine grid), for which a straight line over ln size,
    which knows no overhead, would not do. Not exact.
    Cannot answer beyond the sizes measured, and says so: EVERYWHERE, NOWHERE. With one heat: 0 to infinity.

    `sizes` rise; `log_seconds`, of sequential, and `log_speedups`, ln(sequential ÷ strategy), are heats by sizes.

    Reference: T. C. Hesterberg (2015), "What teachers should know about the bootstrap", The American Statistician 69,
    371-386 (the narrowness of percentile intervals and its adjustment).
    """
    x = np.log(np.asarray(sizes, dtype=np.float64))
    if x.size != log_speedups.shape[1] or log_seconds.shape != log_speedups.shape or np.any(np.diff(x) <= 0):
        raise PacelineError("a crossover needs rising sizes, one a column of seconds and of speed-ups")
    whole = ~np.isnan(log_speedups + log_seconds).any(axis=1)
    complete = log_speedups[whole]
    heats = len(complete)
    if not heats:
        raise PacelineError("a crossover needs a heat that ran at all sizes")
    mean, t = complete.mean(axis=0), log_seconds[whole].mean(axis=0)
    middle = float(_crossings(x, t, mean[None, :])[0])
    low, high = -math.inf, math.inf
    if heats > 1:
        means = _resampled_means(complete, resamples, seed)
        tail = (1.0 - LEVEL) / 2.0
        # Order statistics: between a size and "beyond" there is nothing to interpolate.
        low, high = np.quantile(_crossings(x, t, means), (tail, 1.0 - tail), method="inverted_cdf")
    answer = Answer.WITHIN
    if math.isinf(middle):
        answer = Answer.EVERYWHERE if middle < 0 else Answer.NOWHERE
    size = math.exp(middle) if answer is Answer.WITHIN else None
    return Crossing(answer, size, math.exp(float(low)), math.exp(float(high)), heats)


def _resampled_means(y: Floats, resamples: int, seed: int) -> Floats:
    heats = len(y)
    tail = (1.0 - LEVEL) / 2.0
    wider = float(above_which(tail, heats - 1)) / -float(special.ndtri(tail))
    stretch = math.sqrt(heats / (heats - 1.0)) * wider
    drawn = np.random.default_rng(seed).integers(heats, size=(resamples, heats))
    mean = y.mean(axis=0)
    return np.asarray(mean + stretch * (y[drawn].mean(axis=1) - mean))


def _crossings(x: Floats, t: Floats, means: Floats) -> Floats:
    """Give ln size of each row's last way up through 0; -inf where it always wins, inf where it ends below 0."""
    loses = means <= 0.0
    last = means.shape[1] - 1 - loses[:, ::-1].argmax(axis=1)
    never_loses, ends_below = ~loses.any(axis=1), loses[:, -1]
    left = np.minimum(last, means.shape[1] - 2)
    rows = np.arange(len(means))
    share0, share1 = np.exp(-means[rows, left]), np.exp(-means[rows, left + 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        way = (share0 - 1.0) / (share0 - share1)
        t_at = -np.log(np.exp(-t[left]) + way * (np.exp(-t[left + 1]) - np.exp(-t[left])))
        power = (t_at - t[left]) / (t[left + 1] - t[left])
    # Where noise lets a larger size take less time there is no power law, and the way in 1/t is as good as any.
    at = x[left] + np.where(t[left + 1] > t[left], power, way) * (x[left + 1] - x[left])
    return np.where(never_loses, -np.inf, np.where(ends_below, np.inf, at))
