from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from paceline.judge.stats.evidence import log_evidence
from paceline.judge.stats.interval import confidence_sequence

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats

HEATS = arrays(np.float64, st.tuples(st.integers(6, 20), st.integers(1, 2)), elements=st.floats(-0.2, 0.2))


def test_it_is_the_test_turned_inside_out():
    """On a fine grid, what neither one-sided evidence has ever excluded is the interval."""
    z = 0.01 * np.random.default_rng(1).standard_normal((20, 1)) + 0.02
    (low,), (high,) = confidence_sequence(z, 0.95)
    grid = np.linspace(-0.02, 0.06, 1601)
    held = [
        theta
        for theta in grid
        if log_evidence(z, theta).max() < math.log(40) and log_evidence(-z, -theta).max() < math.log(40)
    ]
    np.testing.assert_allclose([low, high], [held[0], held[-1]], atol=1e-4)


@pytest.mark.parametrize("heats", [0, 1, 5])
def test_few_heats_exclude_nothing(heats: int):
    """No five heats reach the evidence of 40, so that nothing can be excluded, and it says so."""
    low, high = confidence_sequence(np.full((heats, 1), 0.5))
    assert (low[0], high[0]) == (-math.inf, math.inf)


@given(HEATS, st.floats(-0.3, 0.3))
@settings(max_examples=40, deadline=None)
def test_moving_all_heats_moves_it_and_turning_them_turns_it(z: Floats, shift: float):
    """The heats z + c have the interval + c; -z has the interval turned."""
    low, high = confidence_sequence(z)
    moved = confidence_sequence(z + shift)
    np.testing.assert_allclose(moved[0], low + shift, atol=1e-6)
    np.testing.assert_allclose(moved[1], high + shift, atol=1e-6)
    turned = confidence_sequence(-z)
    np.testing.assert_allclose(turned[0], -high, atol=1e-6)
    np.testing.assert_allclose(turned[1], -low, atol=1e-6)


def test_more_heats_only_narrow_it():
    """It is a running intersection: no heat can give back what one before it excluded."""
    z = 0.01 * np.random.default_rng(2).standard_normal((40, 50))
    before = confidence_sequence(z[:10])
    for heats in (15, 25, 40):
        after = confidence_sequence(z[:heats])
        assert np.all(after[0] >= before[0] - 1e-7)
        assert np.all(after[1] <= before[1] + 1e-7)
        before = after


def test_a_higher_level_is_wider():
    """99 % excludes less than 95 %."""
    z = 0.01 * np.random.default_rng(3).standard_normal((20, 30))
    low95, high95 = confidence_sequence(z, 0.95)
    low99, high99 = confidence_sequence(z, 0.99)
    assert np.all(low99 <= low95)
    assert np.all(high99 >= high95)


def test_a_middle_that_moved_leaves_nothing():
    """Twenty heats at +10 % and then twenty at -10 % have no common middle: low is above high."""
    z = np.concatenate([np.full(20, 0.1), np.full(20, -0.1)])[:, None]
    low, high = confidence_sequence(z + 1e-4 * np.random.default_rng(4).standard_normal((40, 1)))
    assert low[0] > high[0]


@pytest.mark.parametrize("noise", ["normal", "t2", "two points"])
def test_all_intervals_of_a_race_hold_the_truth_together_as_often_as_promised(noise: str):
    """Over 2,000 simulated cases of 30 heats at least 95 % always hold it, for noise without variance too."""
    rng = np.random.default_rng(5)
    draws = {
        "normal": 0.0115 * rng.standard_normal((30, 2000)),
        "t2": 0.007 * rng.standard_t(2, (30, 2000)),
        "two points": rng.choice([-0.03, 0.03], size=(30, 2000)),
    }
    low, high = confidence_sequence(0.02 + draws[noise])
    assert ((low <= 0.02) & (high >= 0.02)).mean() >= 0.95
