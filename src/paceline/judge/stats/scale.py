"""How far a heat's log-ratio usually is from its middle: the unit in which the bets are placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ..arrays import Floats

USUAL_SCALE = 0.02
"""Before the first heat: 2 %, between the 1 % of a pinned sequential case and the 7 % of a process pool."""

USUAL_WEIGHT = 3.0
"""What that guess is worth, in heats. With 0 the median deviation of two or three values makes bets wild or timid."""

_TO_SIGMA = 1.482602218505602
"""1 / the 3/4 quantile of the normal distribution: makes the median absolute deviation a standard deviation there."""


def scale_path(z: Floats) -> Floats:
    """Give the scale known before each heat, s_i, robust to nearly half of the heats being wild.

    Method: the median absolute deviation about the median (MAD) of the i - 1 values before heat i, as a standard
    deviation, shrunk towards the usual scale: s_i = (3 · 2 % + (i - 1) · 1.4826 · MAD) / (3 + i - 1).
    Assumes nothing. It may depend on the past only: that is what makes the bets fair (see `evidence`), and it does
    not depend on where the null is, so that the confidence sequence can move the null under a fixed scale.
    For two points of equal weight the MAD jumps between 0 and their distance; the shrinkage keeps it above 0.

    `z` is packed, heats by cases. Returns one row more than `z`: row n is the scale after n heats.

    Reference: F. R. Hampel (1974), "The influence curve and its role in robust estimation", Journal of the American
    Statistical Association 69, 383-393.
    """
    heats, cases = z.shape
    columns = np.ascontiguousarray(z.T)
    s = np.full((heats + 1, cases), USUAL_SCALE)
    for i in range(1, heats + 1):
        past = columns[:, :i]
        mad = _median(np.abs(past - _median(past)[:, None]))
        s[i] = (USUAL_WEIGHT * USUAL_SCALE + i * _TO_SIGMA * mad) / (USUAL_WEIGHT + i)
    return s


def _median(rows: Floats) -> Floats:
    """Take the median of each row; `numpy.median` without its checks, which cost as much as the work."""
    n = rows.shape[1]
    middle = n // 2
    if n % 2:
        return np.partition(rows, middle, axis=1)[:, middle]
    parts = np.partition(rows, (middle - 1, middle), axis=1)
    return 0.5 * (parts[:, middle - 1] + parts[:, middle])
