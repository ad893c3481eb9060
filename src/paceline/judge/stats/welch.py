"""The difference of two means of logs whose spreads may differ, and how well it is known: Welch's test."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .equivalence import LEAST_SPREAD, MISSED_FASTER, MISSED_SLOWER
from .student import above_which, share_above

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..arrays import Floats


@dataclass(frozen=True, slots=True)
class Gap:
    """The difference of two means of logs, candidate - baseline, its standard error and degrees of freedom.

    The error is infinite where it is not known.
    """

    difference: float
    error: float
    freedom: float

    def p_above(self, null: float) -> float:
        """Give the one-sided p-value of a difference of at most `null`; 1 where nothing can be said."""
        if not math.isfinite(self.error):
            return 1.0
        return float(share_above((self.difference - null) / self.error, self.freedom))

    def bound(self, miss: float) -> float:
        """Give how far the true difference is at most from this one, on one side, but for a share `miss`."""
        return float(above_which(miss, self.freedom)) * self.error if math.isfinite(self.error) else math.inf

    def turned(self) -> Gap:
        """Exchange the sides."""
        return Gap(-self.difference, self.error, self.freedom)

    def within(self, margin: float) -> bool:
        """Say whether the difference is shown to be within the margin on both sides."""
        above, below = self.bound(MISSED_SLOWER), self.bound(MISSED_FASTER)
        return self.difference + above < margin and self.difference - below > -margin


@dataclass(frozen=True, slots=True)
class Summary:
    """Log floors of one side: their mean, standard deviation (n - 1; ignored for n = 1), and number of processes."""

    mean: float
    spread: float
    n: int

    @classmethod
    def of(cls, log_floors: Sequence[float] | Floats) -> Summary:
        """Summarise log floors, one a process."""
        y = np.asarray(log_floors, dtype=np.float64)
        return cls(float(y.mean()), float(y.std(ddof=1)) if y.size > 1 else 0.0, y.size)


def welch(baseline: Summary, candidate: Summary) -> Gap:
    """Compare two means of log floors whose spreads may differ.

    Hypothesis, with `p_above`: the candidate's mean log floor exceeds the baseline's by at most so much.
    Method: Welch's t-test (unequal variances t-test) with the Welch-Satterthwaite degrees of freedom.
    Assumes that processes are independent and their log floors normal, and that nothing else changed between the two
    sides. The last is what a race is for: machines drift by percents in minutes, and this test takes that for the code.
    Close to exact from five normal processes a side on.
    Cannot answer with one process on either side: the spread between processes is unknown, and the error infinite.

    Reference: B. L. Welch (1947), "The generalization of 'Student's' problem when several different population
    variances are involved", Biometrika 34, 28-35.
    """
    difference = candidate.mean - baseline.mean
    if min(baseline.n, candidate.n) < 2:
        return Gap(difference, math.inf, 0.0)
    v = [max(side.spread, LEAST_SPREAD) ** 2 / side.n for side in (baseline, candidate)]
    freedom = sum(v) ** 2 / (v[0] ** 2 / (baseline.n - 1) + v[1] ** 2 / (candidate.n - 1))
    return Gap(difference, math.sqrt(sum(v)), freedom)
