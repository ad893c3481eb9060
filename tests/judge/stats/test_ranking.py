from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from paceline.judge.stats.ranking import rank

if TYPE_CHECKING:
    from paceline.judge.stats.ranking import Place

SLEEP = np.array([[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0], [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6]]).T


def fastest(places: tuple[Place, ...]) -> set[str]:
    """Name those that tie for first."""
    return {place.strategy for place in places if place.fastest}


def test_two_strategies_are_a_paired_t_test():
    """With two there is nothing to adjust: p is scipy's one-sided paired p."""
    (first, second) = rank(["a", "b"], SLEEP)
    assert (first.strategy, first.p, first.ratio.value) == ("a", 1.0, 1.0)
    assert second.p == pytest.approx(stats.ttest_rel(SLEEP[:, 1], SLEEP[:, 0], alternative="greater").pvalue)


def test_clear_winners_win_and_ties_are_ties():
    """Two alike and faster than a third both come first, with how far the others are behind."""
    y = 0.01 * np.random.default_rng(1).standard_normal((8, 3)) + np.array([0.001, 0.0, 0.5])
    places = rank(["threads", "fork", "spawn"], y)
    assert fastest(places) == {"threads", "fork"}
    assert places[-1].ratio.value == pytest.approx(np.exp(0.5), rel=0.02)
    assert places[-1].ratio.low > 1.5


def test_what_all_share_in_a_heat_does_not_matter():
    """A machine that is twice as slow in some heats slows all strategies: pairs see through it."""
    y = 0.005 * np.random.default_rng(2).standard_normal((8, 2)) + np.array([0.0, 0.05])
    shared = np.log(2) * np.arange(8)[:, None]
    assert fastest(rank("ab", y + shared)) == fastest(rank("ab", y)) == {"a"}


@pytest.mark.parametrize("heats", [0, 1])
def test_one_heat_decides_nothing(heats: int):
    """However large the difference, all tie."""
    assert fastest(rank("ab", np.array([[0.0, 1.0]])[:heats])) == {"a", "b"}


def test_one_strategy_is_the_fastest():
    """It has no rival."""
    assert fastest(rank(["only"], np.zeros((3, 1)))) == {"only"}


def test_heats_in_which_a_pair_did_not_both_run_are_left_out():
    """A strategy that missed a slow heat is not faster for it."""
    y = np.array([[0.0, 0.1], [0.01, 0.09], [-0.01, 0.1], [5.0, np.nan]])
    assert fastest(rank("ab", y)) == {"a"}


@pytest.mark.parametrize("k", [2, 4, 8])
def test_the_truly_fastest_is_nearly_always_among_them(k: int):
    """Of 500 races among strategies that are all alike, the first is left out in at most 5 %."""
    rng = np.random.default_rng(k)
    names = [str(i) for i in range(k)]
    left_out = sum("0" not in fastest(rank(names, rng.standard_normal((6, k)))) for _ in range(500))
    assert left_out <= 25
