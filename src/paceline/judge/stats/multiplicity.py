"""Many p-values at once, and shares of many trials: Holm's adjustment and the exact binomial interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from ..arrays import Floats


def holm(p: Floats) -> Floats:
    """Give p-values adjusted for all of them being looked at: reject where the adjusted one is at most α.

    Hypothesis: any of the single hypotheses. Method: Holm's step-down, sequentially rejective Bonferroni: the i-th
    smallest of m is multiplied by m - i + 1, and none becomes smaller than the one before it.
    Assumes nothing about how the p-values depend on each other. The probability of any false rejection is at most α,
    exactly where one hypothesis is true and the p-values uniform, conservatively else. NaN is not adjusted nor counted.

    Reference: S. Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6, 65-70.
    """
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if order.size else steps
    return adjusted


def exact_interval(hits: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Give the share of trials that hit, low and high: for false alarms and regressions caught.

    Hypothesis, for each share: so many hits or more (or fewer) happen with probability at least (1 - level)/2.
    Method: Clopper-Pearson, the inverted binomial test: quantiles of beta distributions.
    Assumes independent trials with one probability. Exact in that coverage is never below `level`; conservative
    because hits are whole numbers. With no trials it is 0 to 1.

    Reference: C. J. Clopper and E. S. Pearson (1934), "The use of confidence or fiducial limits illustrated in the case
    of the binomial", Biometrika 26, 404-413.
    """
    if not trials:
        return 0.0, 1.0
    miss, failures = (1.0 - level) / 2.0, trials - hits
    low = float(special.betaincinv(hits, failures + 1, miss)) if hits else 0.0
    high = float(special.betaincinv(hits + 1, failures, 1.0 - miss)) if failures else 1.0
    return low, high
