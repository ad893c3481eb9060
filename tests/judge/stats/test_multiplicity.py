from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.judge.stats.multiplicity import exact_interval, holm


def test_holms_steps_by_hand():
    """Of .01, .04, .03, .005 the smallest counts four times, then three, two, one, and none falls below its elder."""
    np.testing.assert_allclose(holm(np.array([0.01, 0.04, 0.03, 0.005])), [0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_rejects_what_closed_testing_with_bonferroni_rejects(p: list[float]):
    """Brute force: a hypothesis falls when every intersection that it is part of falls by Bonferroni."""
    alpha = 0.05
    adjusted = holm(np.array(p))
    for i in range(len(p)):
        sets = [s for r in range(len(p)) for s in itertools.combinations([j for j in range(len(p)) if j != i], r)]
        closed = max(min((len(s) + 1) * min([p[i], *(p[j] for j in s)]), 1.0) for s in sets)
        assert adjusted[i] == pytest.approx(closed)
        assert (adjusted[i] <= alpha) == (closed <= alpha) or adjusted[i] == pytest.approx(alpha)


def test_what_is_not_known_is_not_counted():
    """NaN stays NaN and costs the others nothing; nothing at all stays nothing."""
    np.testing.assert_array_equal(holm(np.array([0.01, np.nan])), [0.01, np.nan])
    assert holm(np.array([])).size == 0


def test_the_exact_interval_is_rs():
    """R's help page of binom.test: 682 of 925 has the 95 % interval 0.7076683 to 0.7654066."""
    np.testing.assert_allclose(exact_interval(682, 925), (0.7076683, 0.7654066), atol=5e-8)


@pytest.mark.parametrize(("hits", "trials", "low", "high"), [(0, 0, 0, 1), (0, 20, 0, 0.1684), (20, 20, 0.8316, 1)])
def test_none_and_all_have_one_sided_limits(hits: int, trials: int, low: float, high: float):
    """No trial says nothing; none of 20 ends at 1 - 0.025^(1/20) = 16.84 %."""
    np.testing.assert_allclose(exact_interval(hits, trials), (low, high), atol=5e-5)


def test_its_coverage_never_falls_below_its_level():
    """For every share on a fine grid, the hits of 15 trials whose interval holds it have 95 % together."""
    intervals = [exact_interval(k, 15) for k in range(16)]
    for p in np.linspace(0.001, 0.999, 250):
        held = [math.comb(15, k) * p**k * (1 - p) ** (15 - k) for k, (a, b) in enumerate(intervals) if a <= p <= b]
        assert sum(held) >= 0.95
