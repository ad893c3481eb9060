from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from paceline.judge.stats.evidence import LAMBDAS, STAKES, log_evidence, log_wealth
from paceline.judge.stats.scale import scale_path

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats

HEATS = arrays(np.float64, st.tuples(st.integers(1, 15), st.integers(1, 3)), elements=st.floats(-1, 1, width=32))


def one_by_one(z: list[float], null: float) -> list[float]:
    """Compute ln E with nothing but Python's floats: the definition."""
    s = scale_path(np.array(z)[:, None])[:, 0]
    wealth = {(lam, b): part / len(STAKES) for lam, part in LAMBDAS.items() for b in STAKES}
    path = []
    for i, value in enumerate(z):
        for lam, b in wealth:
            wealth[lam, b] *= 1 + b * math.tanh(lam * (value - null) / s[i])
        path.append(math.log(sum(wealth.values())))
    return path


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=20), st.floats(-0.05, 0.05))
def test_it_is_the_wealth_of_ten_bettors_together(z: list[float], null: float):
    """The vectorised path is the definition's, heat by heat."""
    np.testing.assert_allclose(log_evidence(np.array(z)[:, None], null)[:, 0], one_by_one(z, null), atol=1e-9)


@pytest.mark.parametrize("sizes", [[0.01] * 10, [0.001, 0.3] * 5, [0.02, 0.0, 0.5, 0.01, 0.01, 0.2, 0.03, 0.01, 0.6]])
def test_under_symmetry_its_mean_over_all_signs_is_one(sizes: list[float]):
    """Whatever the sizes, over all 2^n equally likely patterns of signs E_n is 1 on average, at every n."""
    signs = np.array(list(itertools.product([-1.0, 1.0], repeat=len(sizes)))).T
    path = log_evidence(signs * np.array(sizes)[:, None], 0.0)
    np.testing.assert_allclose(np.exp(path).mean(axis=1), 1.0, rtol=1e-9)


@pytest.mark.parametrize("alpha", [0.5, 0.2, 0.05, 0.01])
def test_under_symmetry_it_ever_reaches_one_over_alpha_at_most_so_often(alpha: float):
    """Ville's inequality, by enumeration of all patterns of 12 signs: looking after each heat costs nothing."""
    signs = np.array(list(itertools.product([-1.0, 1.0], repeat=12))).T
    for sizes in (np.full(12, 0.02), np.geomspace(0.001, 0.6, 12), np.geomspace(0.6, 0.001, 12)):
        path = log_evidence(signs * sizes[:, None], 0.0)
        assert (path >= math.log(1 / alpha)).any(axis=0).mean() <= alpha


@given(HEATS, st.floats(0, 0.1))
def test_a_higher_null_leaves_less_evidence(z: Floats, more: float):
    """The evidence falls as the null rises: what is symmetric below the null is safe as well."""
    assert np.all(log_evidence(z, more) <= log_evidence(z, 0.0) + 1e-9)


@given(HEATS)
def test_cases_do_not_see_each_other(z: Floats):
    """Permuting cases permutes their evidence."""
    np.testing.assert_allclose(log_evidence(z[:, ::-1], 0.0), log_evidence(z, 0.0)[:, ::-1], atol=1e-12)


def test_a_heat_that_did_not_run_changes_nothing():
    """Where a case is absent its evidence stands still, and goes on as if that heat had not been."""
    z = np.array([0.01, 0.03, -0.01, 0.02])
    gaps = np.array([np.nan, 0.01, 0.03, np.nan, -0.01, np.nan, 0.02, np.nan])
    path, own = log_evidence(gaps[:, None], 0.0)[:, 0], log_evidence(z[:, None], 0.0)[:, 0]
    np.testing.assert_allclose(path, [0, own[0], own[1], own[1], own[2], own[2], own[3], own[3]])


@pytest.mark.parametrize("sign", [-1, 1])
def test_no_end_of_the_floating_point_range_is_met(sign: int):
    """Three thousand heats all one way stay finite and follow the best bettor there can be."""
    path = log_evidence(np.full((3000, 1), sign * 1e3), 0.0)[:, 0]
    rate = math.log(1 + sign * (max(STAKES) if sign > 0 else min(STAKES)))
    assert np.all(np.isfinite(path))
    np.testing.assert_allclose(path[-1] / 3000, rate, rtol=1e-2)


def test_blocks_of_heats_join_without_a_seam():
    """Renormalising between blocks gives what one product over all heats gives."""
    u = 0.3 * np.random.default_rng(3).standard_normal((600, 4))
    wealth = [part * np.cumprod(1 + b * np.tanh(lam * u), axis=0) for lam, part in LAMBDAS.items() for b in STAKES]
    np.testing.assert_allclose(log_wealth(u), np.log(np.sum(wealth, axis=0) / len(STAKES)), rtol=1e-9)


def test_one_wild_heat_is_survived():
    """A heat off by 60 % the wrong way costs evidence, and a few more heats bring it back."""
    z = np.full((20, 1), 0.02)
    z[5] = -0.47
    path = log_evidence(z, 0.0025)[:, 0]
    assert path[5] < path[4]
    assert path[-1] > math.log(620)
