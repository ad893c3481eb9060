"""Two means of log times that a reference loop beside them makes comparable: analysis of covariance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .equivalence import LEAST_SPREAD, TRIM
from .welch import Gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..arrays import Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """A straight line through the heats of one race: ln seconds of a case over ln seconds of the loop beside it.

    All in natural logarithms; deviations are standard deviations (n - 1).
    """

    n: int
    """Heats that the line is drawn through."""
    mean: float
    loop: float
    """Mean of the loop."""
    spread: float
    """Deviation of the loop: how much the machine's pace changed."""
    slope: float
    """How much of that the case followed: all of it (1) where it is slowed as the loop is, nothing (0) of what only the
    loop has to share with a neighbour."""
    rest: float
    """Deviation of the case from the line."""

    @classmethod
    def of(cls, seconds: Sequence[float] | Floats, loops: Sequence[float] | Floats) -> Fit:
        """Fit by least squares, and again without the tenth of the heats farthest above the line, and below.

        A heat in which a neighbour was beside the case and not beside the loop is that far off. As with any trimmed
        mean, the deviation is that of all heats with those left out moved to the nearest kept, over the number kept.
        A loop that never changed has no slope, which is 0 then.
        """
        y, x = np.asarray(seconds, dtype=float), np.asarray(loops, dtype=float)
        n = kept(y.size)
        first = (y.size - n) // 2
        keep = np.argsort(y - _slope(y, x) * x)[first : first + n]
        slope = _slope(y[keep], x[keep])
        rest = y - slope * x
        rest = rest.clip(rest[keep].min(), rest[keep].max())
        squares = float(np.square(rest - rest.mean()).sum())
        return cls(
            n,
            float(y[keep].mean()),
            float(x[keep].mean()),
            float(x[keep].std() * math.sqrt(n / max(n - 1, 1))),
            slope,
            math.sqrt(squares / max(n - 1, 1)),
        )

    @property
    def squares(self) -> float:
        """Sum of the loop's squared deviations; at least what a clock's step makes of them."""
        return (self.n - 1) * max(self.spread, LEAST_SPREAD) ** 2


def kept(heats: int) -> int:
    """Return how many of a race's heats a line is drawn through."""
    return heats - 2 * int(TRIM * heats)


def _slope(y: Floats, x: Floats) -> float:
    dx = x - x.mean()
    squares = float(dx @ dx)
    return float(dx @ y) / squares if squares else 0.0


def adjusted(baseline: Fit, candidate: Fit) -> Gap:
    """Compare two races of one case as if the machine had had the same pace in both.

    Hypothesis, with `p_above`: at the same pace, the candidate's mean ln seconds exceed the baseline's by at most so
    much. Method: analysis of covariance with the loop as the covariate: one slope for both races, from their deviations
    within each; the difference of means less slope times the difference of the loops' means; Student's t with the
    heats kept of both less 3. Where the loops differ by more than they changed within the races, the slope's own error
    makes the answer doubtful, as it should.
    Assumes that the case follows the loop by the same slope in both, that deviations from the line are independent and
    normal but for the few left out, and alike in both. Leaving them out makes the level a little higher than is said
    where the noise is normal after all. What a change of the machine does to the case and not to the loop is taken for
    the code.
    Cannot answer with one heat on either side: the error is then infinite.

    Reference: W. G. Cochran (1957), "Analysis of covariance: its nature and uses", Biometrics 13, 261-281.
    """
    sides = (baseline, candidate)
    squares = sum(side.squares for side in sides)
    if min(side.n for side in sides) < 2:
        return Gap(candidate.mean - baseline.mean, math.inf, 0.0)
    slope = sum(side.slope * side.squares for side in sides) / squares
    moved = candidate.loop - baseline.loop
    rest = sum((side.n - 1) * side.rest**2 + side.squares * (side.slope - slope) ** 2 for side in sides)
    freedom = sum(side.n for side in sides) - 3
    variance = max(rest / freedom, LEAST_SPREAD**2)
    error = math.sqrt(variance * (sum(1 / side.n for side in sides) + moved**2 / squares))
    return Gap(candidate.mean - baseline.mean - slope * moved, error, float(freedom))
