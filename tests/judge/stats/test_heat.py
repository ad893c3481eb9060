from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.errors import PacelineError
from paceline.judge.records import Clock
from paceline.judge.stats.clock import Rounds, choose_clock
from paceline.judge.stats.heat import floor, log_ratio

RECORDED = Path(__file__).parents[1] / "busy.jsonl.gz"
"""Of two virtual CPUs of a shared host whose cores change their speed; read it with `nox -s replay -- --recording`."""

ROUNDS = st.lists(st.floats(1e-6, 10.0), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [([3.0], 3.0), ([1, 9], 1.0), ([5, 1, 3, 7], 1.0), ([5, 1, 9, 3, 8], 2.0), ([9, 8, 7, 6, 5, 4, 1, 2, 3], 2.0)],
)
def test_the_floor_is_the_mean_of_the_fastest_quarter(rounds: list[float], expected: float):
    """Of n rounds the fastest ceil(n/4) count; of one, it."""
    assert floor(rounds) == expected


@given(ROUNDS, st.floats(0.01, 100.0))
def test_the_floor_scales_with_its_rounds_and_ignores_their_order(rounds: list[float], factor: float):
    """Seconds in another unit give the floor in that unit; it lies between the minimum and the median."""
    np.testing.assert_allclose(floor([factor * r for r in rounds]), factor * floor(rounds))
    np.testing.assert_allclose(floor(rounds[::-1]), floor(rounds))
    assert min(rounds) * (1 - 1e-12) <= floor(rounds) <= float(np.median(rounds)) * (1 + 1e-12)


@given(ROUNDS, st.floats(2.0, 50.0))
def test_the_slow_rounds_can_be_anything(rounds: list[float], factor: float):
    """Disturbing all rounds but the fastest quarter changes nothing."""
    ordered = sorted(rounds)
    fast = (len(ordered) + 3) // 4
    np.testing.assert_allclose(floor(ordered[:fast] + [factor * r for r in ordered[fast:]]), floor(rounds))


@pytest.mark.parametrize("rounds", [[], [0.0], [-1.0, 2.0], [math.nan], [math.inf]])
def test_rounds_that_are_no_times_are_an_error(rounds: list[float]):
    """No rounds, and rounds of no, negative or unknown length, have no floor."""
    with pytest.raises(PacelineError, match="positive and finite"):
        floor(rounds)


@given(ROUNDS, ROUNDS)
def test_the_log_ratio_turns_with_its_sides(a: list[float], b: list[float]):
    """The z of two sides exchanged is -z, above 0 where the candidate is slower."""
    np.testing.assert_allclose(log_ratio(a, b), -log_ratio(b, a), atol=1e-12)
    assert log_ratio([1.0], [2.0]) == math.log(2)


@given(ROUNDS, ROUNDS, st.floats(0.01, 100.0))
def test_a_slowdown_of_all_rounds_is_seen_as_it_is(a: list[float], b: list[float], factor: float):
    """A candidate whose rounds all take the same multiple of their time adds exactly the logarithm of it."""
    slower = [factor * r for r in b]
    np.testing.assert_allclose(log_ratio(a, slower), log_ratio(a, b) + math.log(factor), atol=1e-9)


def test_rounds_are_compared_rank_by_rank():
    """The median over ranks sees through a machine that slows both sides down, at whatever moments."""
    slow = np.array([1.0, 1.0, 5.0, 5.0, 9.0])
    np.testing.assert_allclose(log_ratio(slow, 1.1 * slow[::-1]), math.log(1.1))
    np.testing.assert_allclose(log_ratio([1, 2, 3, 4], [2, 2, 2, 2]), 0.5 * math.log(2 / 3), err_msg="even: the mean")
    np.testing.assert_allclose(log_ratio([1, 1, 1], [2, 2, 0.1]), math.log(2))


def test_a_side_with_more_rounds_counts_with_its_first_ones():
    """More rounds on one side would compare other ranks: those above the other side's number are left out."""
    assert log_ratio([1.0, 1.0, 1.0], [2.0, 2.0]) == math.log(2)
    assert log_ratio([1.0, 1.0], [2.0, 2.0, 0.1, 0.1]) == math.log(2)


def test_on_a_busy_machine_the_log_ratio_is_steadier_than_that_of_floors():
    """Over 200 recorded heats of a commit against itself its root mean square is at most two thirds of theirs."""
    with gzip.open(RECORDED, "rt", encoding="utf-8") as lines:
        heats = [[line[side]["cpu"] for side in ("baseline", "candidate")] for line in map(json.loads, lines)]
    ours = np.array([log_ratio(baseline, candidate) for baseline, candidate in heats])
    floors = np.array([math.log(floor(candidate) / floor(baseline)) for baseline, candidate in heats])
    assert len(heats) == 200
    assert (ours**2).mean() ** 0.5 < 2 / 3 * (floors**2).mean() ** 0.5
    assert np.median(np.abs(ours)) < 0.8 * np.median(np.abs(floors))


@pytest.mark.parametrize(
    ("baseline", "candidate"), [([], [1.0]), ([0.0], [1.0]), ([1.0], [math.nan]), ([1.0], [math.inf])]
)
def test_a_log_ratio_needs_rounds(baseline: list[float], candidate: list[float]):
    """No round, and rounds of no or unknown length, have no ratio."""
    with pytest.raises(PacelineError, match="at least one per side"):
        log_ratio(baseline, candidate)


def rounds(wall: float, cpu: float, delay: float = 0.0) -> Rounds:
    """Return three rounds that took so long by each clock."""
    return Rounds(*(np.full(3, each) for each in (wall, cpu, delay)))


BUSY = rounds(0.01, 0.0099)


@pytest.mark.parametrize(
    ("why", "baseline", "candidate", "expected"),
    [
        ("it computes", BUSY, BUSY, Clock.CPU),
        ("just busy enough", BUSY, rounds(0.01, 0.0091), Clock.CPU),
        ("the candidate waits", BUSY, rounds(0.01, 0.005), Clock.WALL),
        ("another process took half of the core", BUSY, rounds(0.02, 0.0099, 0.01), Clock.CPU),
        ("it is displaced and waits", BUSY, rounds(0.02, 0.005, 0.01), Clock.WALL),
        ("more than one thread computes", BUSY, rounds(0.01, 0.019), Clock.WALL),
        ("the clock is too coarse", rounds(1e-5, 1e-5), rounds(1e-5, 1e-5), Clock.WALL),
        ("nothing was measured", Rounds(*3 * (np.empty(0),)), BUSY, Clock.WALL),
        ("nothing was computed", rounds(0.01, 0.0, 0.01), BUSY, Clock.WALL),
        (
            "one stalled round of three",
            Rounds(np.array([0.01, 0.01, 0.9]), *2 * (np.full(3, 0.0099),)),
            BUSY,
            Clock.CPU,
        ),
    ],
)
def test_the_clock_is_cpu_only_where_cpu_is_the_time_it_takes(
    why: str, baseline: Rounds, candidate: Rounds, expected: Clock
):
    """CPU seconds are compared where one thread computes all the time on every side, and wall seconds else."""
    chosen = choose_clock([baseline, candidate], one_thread=True, resolution=1e-6)
    assert chosen is expected, why
    assert choose_clock([candidate, baseline], one_thread=True, resolution=1e-6) is chosen
    assert choose_clock([baseline, candidate], one_thread=False, resolution=1e-6) is Clock.WALL
