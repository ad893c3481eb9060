from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.errors import PacelineError
from paceline.judge.stats.crossover import Answer, Crossing, find_crossing

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats

SIZES = [10, 20, 40, 80]


def heats(curve: list[float], noise: float = 0.0, n: int = 6, seed: int = 1) -> Floats:
    """Repeat a curve of log speed-ups over heats."""
    return np.array(curve) + noise * np.random.default_rng(seed).standard_normal((n, len(curve)))


def seconds(y: Floats, power: float = 1.0) -> Floats:
    """Let sequential take a microsecond times a power of the size, in as many heats."""
    return np.tile(np.log(1e-6 * np.array(SIZES, dtype=float) ** power), (len(y), 1))


def find(y: Floats, **more: int) -> Crossing:
    """Find the crossing of these log speed-ups."""
    return find_crossing(SIZES, seconds(y), y, **more)


@pytest.mark.parametrize("power", [1.0, 3.0])
@pytest.mark.parametrize("pays_from", [12.0, 25.0, 70.0])
def test_an_overhead_and_a_share_are_interpolated_exactly(power: float, pays_from: float):
    """A pool that takes a fixed time and half of sequential's pays from the size on at which they are even."""
    t = np.exp(seconds(heats([0.0] * 4), power))
    overhead = 1e-6 * pays_from**power / 2
    y = np.log(t / (overhead + t / 2))
    found = find_crossing(SIZES, np.log(t), y)
    assert (found.answer, found.heats) == (Answer.WITHIN, 6)
    assert found.size == pytest.approx(pays_from)
    assert found.low == pytest.approx(found.high)


def test_sizes_whose_times_do_not_rise_still_have_a_crossing_between_them():
    """Noise in a short sequential time gives an answer between the two sizes, not a number that is none."""
    y = heats([-0.5, -0.1, 0.1, 0.5])
    found = find_crossing(SIZES, np.zeros_like(y), y)
    assert found.size is not None
    assert 20 < found.size < 40


@pytest.mark.parametrize(
    ("curve", "answer", "end"),
    [([0.1, 0.2, 0.3, 0.4], Answer.EVERYWHERE, 0.0), ([-0.4, -0.3, -0.2, -0.1], Answer.NOWHERE, math.inf)],
)
def test_outside_the_sizes_measured_is_an_answer(curve: list[float], answer: Answer, end: float):
    """A strategy that always wins, or never, has no crossover that was measured."""
    found = find(heats(curve, 0.001))
    assert (found.answer, found.size, found.low, found.high) == (answer, None, end, end)


def test_a_win_that_is_lost_again_is_not_the_crossover():
    """It is the size from which on the strategy wins."""
    size = find(heats([0.1, -0.1, -0.1, 0.1])).size
    assert size is not None
    assert 40 < size < 80
    assert find(heats([-0.1, 0.1, 0.2, -0.1])).answer is Answer.NOWHERE


def test_one_heat_has_no_interval():
    """It is then anywhere, and no complete heat is an error."""
    found = find(heats([-0.5, -0.1, 0.1, 0.5], n=1))
    assert (found.low, found.high) == (0.0, math.inf)
    with pytest.raises(PacelineError, match="ran at all sizes"):
        find(np.full((3, 4), np.nan))


def test_an_interval_can_leave_the_sizes():
    """Where the largest size only just wins, the crossover may lie beyond it."""
    assert find(heats([-0.5, -0.3, -0.1, 0.01], 0.1)).high == math.inf


@pytest.mark.parametrize("sizes", [[10, 20], [20, 10, 40, 80], [10, 10, 20, 40]])
def test_sizes_must_rise_and_fit_the_columns(sizes: list[float]):
    """Sizes in another order, or another number of them, are an error."""
    y = heats([-0.5, -0.1, 0.1, 0.5])
    with pytest.raises(PacelineError, match="rising sizes"):
        find_crossing(sizes, seconds(y), y)


@given(st.floats(0.1, 100.0), st.floats(0.1, 100.0))
def test_it_scales_with_the_sizes_and_not_with_the_clock(factor: float, slower: float):
    """Other units of size move it with them; a machine that is slower at everything crosses in the same place."""
    y = heats([-0.5, -0.1, 0.1, 0.5], 0.05)
    here = find(y, resamples=50)
    there = find_crossing([factor * s for s in SIZES], seconds(y) + math.log(slower), y, resamples=50)
    assert here.size is not None
    expected = np.array([here.size, here.low, here.high])
    np.testing.assert_allclose(np.array([there.size, there.low, there.high], dtype=float), factor * expected)


@pytest.mark.parametrize("n", [5, 12])
def test_its_interval_holds_the_truth_with_few_heats_too(n: int):
    """Of 300 curves about 95 % of the intervals hold the true crossover, with five heats as well."""
    t = np.exp(seconds(heats([0.0] * 4, n=n)))
    truth = 28.0
    y = np.log(t / (1e-6 * truth / 2 + t / 2))
    held = 0
    for seed in range(300):
        found = find_crossing(SIZES, np.log(t), y + heats([0.0] * 4, 0.06, n, seed), seed=seed, resamples=400)
        held += found.low <= truth <= found.high
    assert 0.91 <= held / 300 <= 0.99
