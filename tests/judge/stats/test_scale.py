from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from paceline.judge.stats.scale import USUAL_SCALE, scale_path

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats

HEATS = arrays(np.float64, st.tuples(st.integers(1, 12), st.integers(1, 4)), elements=st.floats(-0.5, 0.5))


def test_before_the_first_heat_the_usual_scale_is_taken():
    """With nothing known, the guess stands; after one heat it shrinks towards that heat's spread, which is none."""
    s = scale_path(np.array([[0.3]]))
    assert s[0, 0] == USUAL_SCALE
    assert s[1, 0] == USUAL_SCALE * 3 / 4


def test_the_spread_is_rs_mad():
    """R: mad(1:9) is 2.9652; nine heats weigh 9 of 12 against the guess."""
    s = scale_path(np.arange(1.0, 10.0)[:, None])
    np.testing.assert_allclose(s[9, 0], (3 * USUAL_SCALE + 9 * 2.9652) / 12, rtol=1e-5)


@given(HEATS)
def test_every_row_agrees_with_scipy_on_the_heats_before_it(z: Floats):
    """Row n is the shrunk normal-consistent MAD of the first n heats, for even and odd n alike."""
    s = scale_path(z)
    for n in range(1, len(z) + 1):
        mad = stats.median_abs_deviation(z[:n], axis=0, scale="normal")
        np.testing.assert_allclose(s[n], (3 * USUAL_SCALE + n * mad) / (3 + n), atol=1e-12)


@given(HEATS, st.floats(-0.5, 0.5))
def test_the_scale_knows_only_the_past_and_no_null(z: Floats, shift: float):
    """Neither a later heat nor a shift of all heats changes it: bets stay fair, and the null can be moved under it."""
    s = scale_path(z)
    np.testing.assert_array_equal(scale_path(np.vstack([z, 9 + z[:1]]))[: len(s)], s)
    np.testing.assert_allclose(scale_path(z + shift), s, atol=1e-12)
