from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from paceline.judge.stats.student import above_which, share_above


@pytest.mark.parametrize("freedom", [1, 2, 3, 7.3, 50])
def test_tails_and_quantiles_are_scipys(freedom: float):
    """Of the distribution that `scipy.stats` has, far out too."""
    t = np.array([-5, -1, 0, 0.3, 2, 10, 1e3])
    np.testing.assert_allclose(share_above(t, freedom), stats.t.sf(t, freedom), rtol=1e-9)
    shares = np.array([1e-12, 1e-4, 0.01, 0.3, 0.5, 0.9])
    np.testing.assert_allclose(above_which(shares, freedom), stats.t.isf(shares, freedom), rtol=1e-8, atol=1e-12)
