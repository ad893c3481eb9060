from __future__ import annotations

import math
import random
from collections import Counter

import pytest

from paceline.race.schedule import BROAD, THOROUGH, draw, shuffled
from paceline.results.records import Case


def test_groups_stay_together_in_random_order():
    """Cases that share a pool are neighbours, and both groups and cases come in every order."""
    cases = [Case(id=f"{group}{n}", group=group) for group in "xyz" for n in range(3)]
    orders = [[case.id for case in shuffled(random.Random(seed), cases)] for seed in range(60)]
    assert all(sorted(order) == sorted(case.id for case in cases) for order in orders)
    assert all(len({name[0] for name in order[i : i + 3]}) == 1 for order in orders for i in (0, 3, 6))
    assert len({order[0] for order in orders}) == 9


def test_roles_are_a_fair_coin():
    """Each side is spoken to first in half of the heats, within four standard errors."""
    rng = random.Random(7)
    first = Counter(draw(rng, ["a", "b"], None).roles[0] for _ in range(2000))
    assert abs(first["a"] - 1000) < 4 * (2000 / 4) ** 0.5


def test_a_draw_can_be_repeated():
    """The same generator draws the same seed, padding and roles."""
    assert draw(random.Random(3), ["a", "b", "c"], 1) == draw(random.Random(3), ["a", "b", "c"], 1)


@pytest.mark.parametrize(("seconds", "rounds"), [(1e-6, 24), (0.001, 24), (0.002, 15), (0.01, 8), (0.05, 3), (0.2, 3)])
def test_rounds_follow_how_long_one_takes(seconds: float, rounds: int):
    """About 30 ms of rounds, at least 8 and at most 24 of them, and 3 where a round is slow."""
    assert THOROUGH.rounds(seconds, 16) == THOROUGH.rounds(seconds, 500) == rounds


@pytest.mark.parametrize(("cases", "rounds"), [(15, 25), (4, 48), (1, 96)])
def test_few_cases_have_more_rounds(cases: int, rounds: int):
    """As the root of what a start costs each; a slow case has the fewest all the same."""
    assert THOROUGH.rounds(0.001, cases) == rounds
    assert THOROUGH.rounds(0.2, cases) == 3


def test_quick_rounds_come_in_pairs():
    """A slow one is a turn by itself, and so is one whose length nobody knows."""
    assert [THOROUGH.turn(seconds) for seconds in (0.001, 0.02, 0.021, math.inf)] == [2, 2, 1, 1]


def test_rounds_of_concurrent_cases_are_longer():
    """Waking workers up must stay small beside a round whose own time is known."""
    assert [pace.shortest for pace in (BROAD, BROAD.for_workers())] == [0.001, 0.01]
    assert THOROUGH.for_workers().shortest == 0.001


def test_concurrent_cases_warm_up_with_one_round():
    """And have as many rounds as others."""
    workers = THOROUGH.for_workers()
    assert [workers.rounds(seconds, 16) for seconds in (0.001, 0.01, 0.05)] == [24, 8, 3]
    assert (workers.warmup(0.001), THOROUGH.warmup(0.001)) == (1, 2)


def test_a_wide_grid_takes_fewer_rounds():
    """Slow calls of a wide grid are timed twice a heat and not warmed up beyond their calibration."""
    assert (BROAD.rounds(0.05, 16), BROAD.warmup(0.05)) == (2, 0)
    assert (BROAD.warmup(0.001), THOROUGH.warmup(0.001)) == (1, 2)
