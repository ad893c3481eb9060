from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paceline.judge.gate.decide import decide
from paceline.judge.records import Word
from paceline.judge.stats.equivalence import within_margin

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats
    from paceline.judge.gate.decide import Decisions

TOLERANCE, MARGIN = math.log1p(0.0025), math.log1p(0.015)
THRESHOLD = math.log(31 / 0.05)


def words(z: Floats, threshold: float = THRESHOLD) -> Decisions:
    """Decide with the default profile's margins."""
    cases = z.shape[1]
    return decide(z, np.full(cases, TOLERANCE), np.full(cases, MARGIN), threshold)


def noise(heats: int, cases: int, seed: int = 1, sd: float = 0.0115) -> Floats:
    """Draw a usual case's heats."""
    return sd * np.random.default_rng(seed).standard_normal((heats, cases))


@pytest.mark.parametrize(
    ("middle", "expected"), [(0.05, Word.REGRESSION), (-0.05, Word.IMPROVEMENT), (0.0, Word.UNCHANGED)]
)
def test_clear_cases_get_their_word(middle: float, expected: Word):
    """5 % slower, 5 % faster and the same are told apart in 20 heats."""
    assert words(noise(20, 20) + middle).words().count(expected) >= 19


def test_a_lucky_spread_does_not_hide_a_regression():
    """Of cases 2 % slower one in 200 would leave as unchanged by their intervals alone; by their evidence most stay."""
    z = noise(40, 6000, seed=6) + math.log1p(0.02)
    by_interval = within_margin(z, np.full(6000, MARGIN)).any(axis=0)
    decided = np.array(words(z).words())
    assert (decided == Word.UNCHANGED).sum() < 0.5 * by_interval.sum()
    assert (decided == Word.REGRESSION).mean() > 0.997


@pytest.mark.parametrize("shift", [0.004, 0.006])
def test_what_is_precisely_known_to_matter_little_is_unchanged(shift: float):
    """A neutral edit moves code by up to 0.6 % for good: a case that is steady to 0.2 % shows it, and is let go."""
    assert set(words(noise(20, 500, sd=0.002) + shift).words()) == {Word.UNCHANGED}


def test_before_the_fourth_heat_nothing_is_decided():
    """Three heats leave everything open, and so do none."""
    assert set(words(noise(3, 20)).words()) == {Word.INCONCLUSIVE}
    assert set(words(np.empty((0, 4))).words()) == {Word.INCONCLUSIVE}


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.01, 0.03]))
@settings(max_examples=25, deadline=None)
def test_a_decision_never_changes_as_the_race_goes_on(seed: int, middle: float):
    """Judged after every heat or only in the end, a case has the same word from the same heat on."""
    z = noise(25, 6, seed) + middle
    final = words(z)
    for heats in range(26):
        now = words(z[:heats])
        for j, word in enumerate(now.words()):
            if word is not Word.INCONCLUSIVE:
                assert (final.words()[j], final.row[j]) == (word, now.row[j])
            else:
                assert final.word[j] < 0 or final.row[j] >= heats


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_it_is_the_same_whether_a_case_left_the_race_or_stayed(seed: int):
    """Heats after the decision, present or absent, change neither the word nor when it came."""
    z = noise(30, 8, seed) + np.linspace(-0.03, 0.03, 8)
    stayed = words(z)
    left = np.where(np.arange(30)[:, None] <= stayed.row, z, np.nan)
    assert words(left).words() == stayed.words()
    np.testing.assert_array_equal(words(left).row, stayed.row)


def test_what_comes_first_stands():
    """A case that was unchanged and gets slower later keeps its word; it would have left."""
    z = np.concatenate([noise(12, 1, sd=0.001), np.full((30, 1), 0.1)])
    assert words(z).words() == [Word.UNCHANGED]


def test_false_alarms_stay_below_their_rate_with_every_case_at_its_tolerance():
    """Of 400 grids of 30 cases as slow as is tolerated, two-point noise, at most 5 % have any regression."""
    rng = np.random.default_rng(7)
    alarms = 0
    for _ in range(400):
        z = TOLERANCE + rng.choice([-0.03, 0.03], size=(25, 30))
        alarms += Word.REGRESSION in words(z).words()
    assert alarms <= 20


def test_two_percent_is_caught_with_wild_heats():
    """With 5 % of the heats off by 8 to 60 %, 99 % of cases 2 % slower are called so within 40 heats."""
    rng = np.random.default_rng(8)
    wild = np.log1p(rng.uniform(0.08, 0.6, (40, 1500))) * rng.choice([-1, 1], size=(40, 1500))
    z = math.log(1.02) + noise(40, 1500, 9) + wild * (rng.random((40, 1500)) < 0.05)
    assert words(z).words().count(Word.REGRESSION) >= 0.985 * 1500


def both(slower: float, *, time: float, work: float, seed: int = 1, cases: int = 400, heats: int = 14) -> Decisions:
    """Decide pools that are slower by both clocks alike: heats of the wall clock differ by `time`, CPU's by `work`."""
    z = noise(heats, cases, seed, time) + slower
    limits = np.full(cases, math.log1p(0.01)), np.full(cases, math.log1p(0.05))
    return decide(z, *limits, THRESHOLD, work=noise(heats, cases, seed + 1, work) + slower)


def test_cpu_seconds_show_what_a_noisy_wall_clock_cannot():
    """5 % of real work is found by the steady clock in nearly all cases, by the other one in few."""
    found = both(math.log1p(0.05), time=0.06, work=0.01)
    assert found.words().count(Word.REGRESSION) > 0.97 * 400
    assert found.by_work.mean() > 0.9
    alone = both(math.log1p(0.05), time=0.06, work=1.0)
    assert alone.words().count(Word.REGRESSION) < 0.5 * 400


@pytest.mark.parametrize("work", [0.01, 0.06])
def test_two_clocks_raise_no_more_false_alarms_than_one(work: float):
    """Half of the wealth bets on each: of cases at their tolerance fewer than α ÷ M in each are called slower."""
    found = both(math.log1p(0.01), time=0.06, work=work, cases=20_000, heats=40)
    assert found.words().count(Word.REGRESSION) <= 20_000 * math.exp(-THRESHOLD) + 3 * math.sqrt(32)


def test_more_cpu_in_less_time_is_no_regression():
    """A change that uses another core is judged by the time that it takes."""
    z, work = noise(20, 50) - 0.3, noise(20, 50, 2) + 0.1
    found = decide(z, np.full(50, 0.01), np.full(50, 0.05), THRESHOLD, work=work)
    assert set(found.words()) == {Word.IMPROVEMENT}
    assert not found.by_work.any()


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.02, 0.05]))
@settings(max_examples=15, deadline=None)
def test_with_two_clocks_a_decision_never_changes_either(seed: int, slower: float):
    """Judged after every heat or only in the end; a case without CPU seconds beside others that have them too."""
    z, work = noise(20, 6, seed, 0.05) + slower, noise(20, 6, seed + 1) + slower
    work[:, 0] = np.nan
    limits = np.full(6, math.log1p(0.01)), np.full(6, math.log1p(0.05)), THRESHOLD
    final = decide(z, *limits, work=work)
    assert final.words()[0] == decide(z, *limits).words()[0]
    for heats in range(21):
        now = decide(z[:heats], *limits, work=work[:heats])
        for j, word in enumerate(now.words()):
            assert (
                (final.words()[j], final.row[j]) == (word, now.row[j])
                if now.word[j] >= 0
                else (final.word[j] < 0 or final.row[j] >= heats)
            )
