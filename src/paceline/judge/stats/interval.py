"""A confidence sequence for a case's log-ratio: the test of `evidence`, turned inside out."""

from __future__ import annotations

import math

import numpy as np

from ..arrays import Floats, packed
from .evidence import log_wealth, standardised
from .scale import scale_path

_REACH = 20.0
"""From this many scales off every bet is as good as all or nothing (tanh(20/4) > 0.9999): further out nothing gains."""

_HALVINGS = 26
"""A bracket of ln 2 is then known to 1e-8, a hundredth of what any clock resolves in a heat."""


def confidence_sequence(z: Floats, level: float = 0.95, scale: Floats | None = None) -> tuple[Floats, Floats]:
    """Give the log-ratios of each case that its heats have not excluded, low and high.

    Hypothesis, for each θ and each side: z is symmetric about θ or about a point on its near side.
    Method: a confidence sequence by inversion: θ is excluded from below once ln E of z - θ has *ever* reached
    ln(2/a), a = 1 - level, and from above likewise with -z. Both evidences are monotone in θ, because every factor is
    and the scale does not depend on θ, so that the limits are found by bisection. "Ever" makes it the running
    intersection of the sequence: it only shrinks, and agrees with a decision that stays.
    Assumes that z is symmetric about one point in all heats (the fair coin makes it so for a machine's noise, and for
    an effect that is the same in all heats).
    Exact: all intervals of a case, at all heats together, contain the point with probability at least `level`;
    conservative as the test is. Where the middle moved during the race they can exclude everything, and low > high:
    no single value describes what happened.
    Cannot answer before heat 6 at 95 % (no evidence reaches ln 40 earlier): the limits are then infinite.

    `z` is heats by cases with NaN; returns two arrays, one value a case, natural-log ratios.

    Reference: S. R. Howard, A. Ramdas, J. McAuliffe and J. Sekhon (2021), "Time-uniform, nonparametric, nonasymptotic
    confidence sequences", The Annals of Statistics 49, 1055-1080. I. Waudby-Smith and A. Ramdas (2024), "Estimating
    means of bounded random variables by betting", Journal of the Royal Statistical Society B 86, 1-27.
    """
    values, count = packed(z)
    s = scale_path(values) if scale is None else scale
    both = np.hstack([values, -values])
    limits = _lower_limits(both, np.hstack([s, s]), np.tile(count, 2), math.log(2.0 / (1.0 - level)))
    return limits[: values.shape[1]], -limits[values.shape[1] :]


def _lower_limits(values: Floats, s: Floats, count: np.ndarray, threshold: float) -> Floats:
    """Bisect for the largest θ from which upwards the evidence that z is above θ has stayed below the threshold."""
    heats, cases = values.shape
    if heats == 0:
        return np.full(cases, -np.inf)
    own = np.arange(heats)[:, None] < count

    def excluded(theta: Floats) -> np.ndarray:
        path = log_wealth(standardised(values, theta, s, count))
        return np.asarray(np.max(path, axis=0) >= threshold)

    widest = np.where(own, s[:heats], 0.0).max(axis=0)
    out = np.where(own, values, np.inf).min(axis=0, initial=0.0) - _REACH * np.maximum(widest, 1e-12)
    inside = np.where(own, values, -np.inf).max(axis=0)
    inside = np.where(count > 0, inside, 0.0)
    unbounded = ~excluded(out)
    for _ in range(_HALVINGS):
        middle = 0.5 * (out + inside)
        shut = excluded(middle)
        out, inside = np.where(shut, middle, out), np.where(shut, inside, middle)
    return np.where(unbounded, -np.inf, out)
