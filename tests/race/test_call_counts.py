from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from paceline.race.call_counts import Known, plans
from paceline.race.schedule import THOROUGH
from paceline.results.store import Sample


def planned(**known: Known) -> dict[str, dict[str, float]]:
    return plans(known, THOROUGH, cases=16, concurrent=False, compared=True)


def sample(*wall: float, iterations: int = 1, delay: float = 0.0) -> Sample:
    seconds = np.array(wall)
    return Sample(seconds, seconds - delay, iterations, 0, delay=np.full(len(wall), delay))


def test_sides_of_like_speed_make_the_same_calls():
    """The same number per round and before the first one, whatever each side happened to make while it looked."""
    plan = planned(a=Known(5e-6, 3, 700), b=Known(1.2e-5, 0, 90))
    assert plan["a"]["iterations"] == plan["b"]["iterations"] == 200
    assert plan["a"]["calls"] == plan["b"]["calls"] == 700
    assert plan["a"]["rounds"] == plan["b"]["rounds"]


def test_sides_that_are_not_compared_warm_up_each_for_itself():
    """In a bench, what one of many interpreters needs does not cost all the others its time."""
    known = {"a": Known(5e-2, 1), "b": Known(5e-2, 0)}
    plan = plans(known, THOROUGH, cases=16, concurrent=False, compared=False)
    assert [plan[side]["calls"] for side in "ab"] == [1, 0]
    assert plan["a"]["iterations"] == plan["b"]["iterations"]


def test_rounds_last_alike_where_speeds_differ():
    """A side that is more than four times as fast has counts of its own."""
    plan = planned(a=Known(5e-6, 0), b=Known(1e-4, 0))
    assert (plan["a"]["iterations"], plan["b"]["iterations"]) == (200, 10)
    assert plan["a"]["seconds"] == pytest.approx(plan["b"]["seconds"])


def test_a_slow_case_is_not_warmed_up_beyond_its_need():
    """Where a call takes long and the first one is as good as others, none is thrown away."""
    assert [planned(a=Known(0.05, needed))["a"]["calls"] for needed in (0, 1)] == [0, 1]


def test_a_project_can_ask_for_longer_rounds():
    """Its own `min_time` holds for all sides."""
    assert planned(a=Known(1e-3, 0, shortest=0.01), b=Known(1e-3, 0))["b"]["iterations"] == 10


def test_speed_is_the_best_of_all_heats():
    """A call that was displaced in the first heat does not decide the counts of all others."""
    known = Known(1e-3, 0).seen([sample(5e-6, 6e-6), sample(9e-6, 9e-6)], concurrent=False)
    assert known.seconds == 5e-6
    assert Known(1e-3, 0).seen([sample(5e-6, delay=2e-6)], concurrent=False).seconds == pytest.approx(3e-6)


def test_a_call_in_a_reference_round_is_known_too():
    """The fastest of all heats, whatever rounds had none beside them."""
    beside = replace(sample(1e-3, 1e-3), reference=np.array([np.nan, 2e-3]))
    assert Known(1e-3, 0).seen([beside, sample(1e-3)], concurrent=True).reference == 2e-3
    assert planned(a=Known(1e-3, 0, reference=2e-3))["a"]["reference"] == 2e-3


def test_rounds_that_get_faster_are_added_to_the_warm_up():
    """A cache that fills while rounds are timed is filled before them in later heats; half of the heats add nothing."""
    falling, flat = sample(*[4e-6] * 4, *[1e-6] * 12, iterations=250), sample(*[1e-6] * 16, iterations=250)
    assert Known(1e-6, 10).seen([falling] * 3, concurrent=False).needed == 10 + 16 * 250
    assert Known(1e-6, 10).seen([falling] * 2, concurrent=False).needed == 10
    assert Known(1e-6, 10).seen([falling, falling, flat, flat], concurrent=False).needed == 10
    assert Known(1e-6, 10).seen([sample(4e-6, 1e-6, 1e-6)] * 3, concurrent=False).needed == 10


def test_paired_rounds_are_half_as_many():
    """A reference round takes as long as the round beside it; one is left at least."""
    alone, paired = (planned(a=Known(1e-3, 0, paired=flag))["a"]["rounds"] for flag in (False, True))
    assert paired == -(-alone // 2)
    assert planned(a=Known(10.0, 0, paired=True))["a"]["rounds"] >= 1


def test_a_warm_up_ends():
    """However many calls a state takes to settle, they last at most a tenth of a second, or are two."""
    assert Known(1e-3, 10**6).seen([sample(1e-3)], concurrent=False).needed == 100
    assert Known(1.0, 50).seen([sample(1.0)], concurrent=False).needed == 2
