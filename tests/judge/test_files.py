from __future__ import annotations

import math

import numpy as np
import pytest

from paceline.judge.files import Unpaired, judge_unpaired
from paceline.judge.policy import Policy
from paceline.judge.profile import STORED, Margins
from paceline.judge.records import Caveat, Doubt, Word
from paceline.judge.stats.welch import Summary, welch

SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)


def case(baseline: list[float], candidate: list[float], name: str = "a") -> Unpaired:
    """Compare two lists of log floors."""
    return Unpaired(name, Summary.of(baseline), Summary.of(candidate))


def test_it_is_rs_welch_test():
    """R: t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776, p = 0.07939, interval from -3.365483."""
    test = welch(*(Summary.of(side) for side in SLEEP))
    assert test.difference / test.error == pytest.approx(1.8608, abs=5e-5)
    assert test.freedom == pytest.approx(17.776, abs=5e-4)
    assert 2 * test.p_above(0.0) == pytest.approx(0.07939, abs=5e-6)
    assert test.difference + test.bound(0.025) == pytest.approx(3.365483, abs=5e-7)


def test_exchanging_the_sides_turns_it():
    """The difference changes its sign, and nothing else changes."""
    here, there = welch(*map(Summary.of, SLEEP)), welch(*map(Summary.of, SLEEP[::-1]))
    assert (there.difference, there.error) == (-here.difference, here.error)
    assert there.freedom == pytest.approx(here.freedom)


@pytest.mark.parametrize(("baseline", "candidate"), [([0.0], [1.0] * 5), ([0.0] * 5, [1.0]), ([0.0], [1.0])])
def test_one_file_a_side_shows_nothing_and_says_so(baseline: list[float], candidate: list[float]):
    """However large the difference: one process has no spread, and the answer is open with its reason."""
    (v,) = judge_unpaired([case(baseline, candidate)])
    assert v.verdict is Word.INCONCLUSIVE
    assert (v.low, v.high, v.detectable) == (0.0, math.inf, math.inf)
    assert v.caveats == (Caveat(Doubt.ONE_PROCESS, (len(baseline), len(candidate))),)


def test_clear_cases_get_their_word():
    """Twice the time, half of it, and the same, with 1 % of spread over ten processes."""
    rng = np.random.default_rng(1)
    sides = [0.01 * rng.standard_normal((2, 10)) for _ in range(3)]
    cases = [case(a, b + shift) for (a, b), shift in zip(sides, (math.log(2), -math.log(2), 0.0), strict=True)]
    verdicts = judge_unpaired(cases, STORED)
    assert [v.verdict for v in verdicts] == [Word.REGRESSION, Word.IMPROVEMENT, Word.UNCHANGED]
    assert all((v.evidence >= v.threshold) == (v.verdict is not Word.UNCHANGED) for v in verdicts)


def test_processes_that_agree_to_the_last_bit_are_not_taken_for_exact():
    """A spread of zero is given a clock's tick."""
    (v,) = judge_unpaired([case([0.0] * 5, [0.0] * 5)])
    assert v.verdict is Word.UNCHANGED
    assert v.low < 1 < v.high


def test_a_policy_gives_each_case_its_margins_and_the_error_rate():
    """With a policy, its alpha and its margins count."""
    (v,) = judge_unpaired([case(*SLEEP)], Policy(alpha=0.01))
    assert v.threshold == math.log(100)
    (v,) = judge_unpaired([case(*SLEEP)], Margins(0.1, 0.2), alpha=0.5)
    assert v.verdict is Word.REGRESSION


def test_false_alarms_over_a_grid_stay_below_their_rate():
    """Of 250 grids of 20 cases slower by just the tolerance, five processes a side, at most 5 % have a regression."""
    rng = np.random.default_rng(2)
    alarms = 0
    for _ in range(250):
        sides = 0.02 * rng.standard_normal((20, 2, 5))
        cases = [case(a, b + STORED.log_tolerance) for a, b in sides]
        alarms += any(v.verdict is Word.REGRESSION for v in judge_unpaired(cases, STORED))
    assert alarms / 250 <= 0.065


def test_what_is_detectable_is_detected_in_four_of_five():
    """A slowdown as large as a verdict says it could find is found about so often."""
    rng = np.random.default_rng(3)
    caught = 0
    for _ in range(300):
        a, b = 0.02 * rng.standard_normal((2, 10))
        (v,) = judge_unpaired([case(a, b)], STORED)
        (w,) = judge_unpaired([case(a, b + math.log(v.detectable))], STORED)
        caught += w.verdict is Word.REGRESSION
    assert 0.7 < caught / 300 < 0.9
