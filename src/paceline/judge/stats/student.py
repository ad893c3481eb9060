"""Tails and quantiles of Student's t distribution, for numbers and arrays.

The functions of `scipy.special` that `scipy.stats` has them from: importing that takes a second and more, which every
command would wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from ..arrays import Floats


def share_above(t: Floats | float, freedom: Floats | float) -> Floats:
    """Give how often more than `t` is drawn: 0 to 1; precise in the far tail, too."""
    return np.asarray(special.stdtr(freedom, -np.asarray(t)), dtype=np.float64)


def above_which(share: Floats | float, freedom: Floats | float) -> Floats:
    """Give the t above which such a share is drawn: `share_above`, read backwards."""
    return -np.asarray(special.stdtrit(freedom, share), dtype=np.float64)
