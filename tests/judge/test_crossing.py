from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.errors import PacelineError
from paceline.judge.crossing import Answer, find_crossing

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats

SIZES = [10, 20, 40, 80]


def heats(curve: list[float], noise: float = 0.0, n: int = 6, seed: int = 1) -> Floats:
    """Repeat a curve of log speed-ups over heats."""
    return np.array(curve) + noise * np.random.default_rng(seed).standard_normal((n, len(curve)))


def test_it_is_interpolated_on_the_logarithm_of_size():
    """From -0.1 at 20 to +0.1 at 40 it passes zero at 20 times the root of 2."""
    found = find_crossing(SIZES, heats([-0.5, -0.1, 0.1, 0.5]))
    assert (found.answer, found.heats) == (Answer.WITHIN, 6)
    assert found.size == pytest.approx(20 * math.sqrt(2))
    assert found.low == pytest.approx(found.high)


@pytest.mark.parametrize(
    ("curve", "answer", "end"),
    [([0.1, 0.2, 0.3, 0.4], Answer.EVERYWHERE, 0.0), ([-0.4, -0.3, -0.2, -0.1], Answer.NOWHERE, math.inf)],
)
def test_outside_the_sizes_measured_is_an_answer(curve: list[float], answer: Answer, end: float):
    """A strategy that always wins, or never, has no crossover that was measured."""
    found = find_crossing(SIZES, heats(curve, 0.001))
    assert (found.answer, found.size, found.low, found.high) == (answer, None, end, end)


def test_a_win_that_is_lost_again_is_not_the_crossover():
    """It is the size from which on the strategy wins."""
    assert find_crossing(SIZES, heats([0.1, -0.1, -0.1, 0.1])).size == pytest.approx(40 * math.sqrt(2))
    assert find_crossing(SIZES, heats([-0.1, 0.1, 0.2, -0.1])).answer is Answer.NOWHERE


def test_one_heat_has_no_interval():
    """It is then anywhere, and no complete heat is an error."""
    found = find_crossing(SIZES, heats([-0.5, -0.1, 0.1, 0.5], n=1))
    assert (found.low, found.high) == (0.0, math.inf)
    with pytest.raises(PacelineError, match="ran at all sizes"):
        find_crossing(SIZES, np.full((3, 4), np.nan))


def test_an_interval_can_leave_the_sizes():
    """Where the largest size only just wins, the crossover may lie beyond it."""
    assert find_crossing(SIZES, heats([-0.5, -0.3, -0.1, 0.01], 0.1)).high == math.inf


@pytest.mark.parametrize("sizes", [[10, 20], [20, 10, 40, 80], [10, 10, 20, 40]])
def test_sizes_must_rise_and_fit_the_columns(sizes: list[float]):
    """Sizes in another order, or another number of them, are an error."""
    with pytest.raises(PacelineError, match="rising sizes"):
        find_crossing(sizes, heats([-0.5, -0.1, 0.1, 0.5]))


@given(st.floats(0.1, 100.0), st.floats(0.2, 5.0))
def test_it_scales_with_the_sizes_and_not_with_the_steepness(factor: float, steeper: float):
    """Other units of size move it with them; a curve twice as steep crosses in the same place."""
    y = heats([-0.5, -0.1, 0.1, 0.5], 0.05)
    here = find_crossing(SIZES, y, resamples=50)
    there = find_crossing([factor * s for s in SIZES], steeper * y, resamples=50)
    assert here.size is not None
    expected = np.array([here.size, here.low, here.high])
    np.testing.assert_allclose(np.array([there.size, there.low, there.high], dtype=float), factor * expected)


@pytest.mark.parametrize("n", [5, 12])
def test_its_interval_holds_the_truth_with_few_heats_too(n: int):
    """Of 300 curves about 95 % of the intervals hold the true crossover, with five heats as well."""
    truth = 20 * 2 ** (0.1 / 0.25)
    held = 0
    for seed in range(300):
        found = find_crossing(SIZES, heats([-0.4, -0.1, 0.15, 0.5], 0.06, n, seed), seed=seed, resamples=400)
        held += found.low <= truth <= found.high
    assert 0.91 <= held / 300 <= 0.99
