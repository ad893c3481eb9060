from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paceline.judge.gate.decide import decide
from paceline.judge.gate.suite import suite_evidence, suite_verdict
from paceline.judge.records import Word

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats
    from paceline.judge.records import Verdict

TOLERANCE, MARGIN = np.full(30, math.log1p(0.0025)), np.full(30, math.log1p(0.015))
THRESHOLD = math.log(31 / 0.05)


def judged(z: Floats) -> Verdict:
    """Judge the suite of 30 cases by default margins."""
    return suite_verdict(z, TOLERANCE, MARGIN, decide(z, TOLERANCE, MARGIN, THRESHOLD), THRESHOLD)


def noise(heats: int, seed: int = 1) -> Floats:
    """Draw 30 usual cases."""
    return 0.0115 * np.random.default_rng(seed).standard_normal((heats, 30))


def test_a_uniform_change_too_small_for_any_case_is_seen_in_the_suite():
    """1 % everywhere is a regression of the suite while hardly any case is one, and -1.25 % an improvement."""
    z = noise(14)
    assert judged(z + 0.01).verdict is Word.REGRESSION
    assert judged(z - 0.0125).verdict is Word.IMPROVEMENT
    assert decide(z + 0.01, TOLERANCE, MARGIN, THRESHOLD).words().count(Word.REGRESSION) < 8


def test_a_clean_suite_is_unchanged_about_one():
    """Its ratio is close to 1, with an interval much narrower than a case's."""
    verdict = judged(noise(12))
    assert verdict.verdict is Word.UNCHANGED
    assert abs(verdict.ratio - 1) < 0.003
    assert verdict.high / verdict.low < 1.01


def test_one_slow_case_does_not_make_the_suite_slow():
    """A case that is 30 % slower has left as a regression; what is left of the suite is not slower for it."""
    z = noise(40)
    z[:, 3] += math.log(1.3)
    assert judged(z).verdict is not Word.REGRESSION


def test_the_coin_of_a_heat_turns_all_cases_and_so_the_suite():
    """Over all 2^8 ways to exchange roles, E of the suite's mean is at most 1 on average, however cases are related."""
    shared = 0.01 * np.random.default_rng(2).standard_normal((8, 1)) + noise(8)
    total = 0.0
    for signs in itertools.product([-1.0, 1.0], repeat=8):
        z = shared * np.array(signs)[:, None]
        decisions = decide(z, 0 * TOLERANCE, MARGIN, THRESHOLD)
        total += math.exp(suite_evidence(z, 0 * TOLERANCE, decisions)[0][-1])
    assert total / 2**8 <= 1 + 1e-9


@pytest.mark.parametrize("heats", [0, 1, 2])
def test_few_heats_say_nothing(heats: int):
    """Without heats, and with too few of them, the suite is inconclusive and its interval has no end."""
    verdict = judged(noise(heats) + 0.2)
    assert verdict.verdict is Word.INCONCLUSIVE
    if heats < 2:
        assert (verdict.low, verdict.high) == (0.0, math.inf)


@pytest.mark.parametrize("middle", [0.0, 0.01, 0.05])
def test_its_interval_holds_the_truth_although_cases_leave(middle: float):
    """Of 250 suites whose cases leave when they are settled, about 95 % of the intervals hold what is true of all."""
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(250):
        verdict = judged(middle + 0.01 * rng.standard_normal((14, 30)) + 0.004 * rng.standard_normal((14, 1)))
        held += verdict.low <= math.exp(middle) <= verdict.high
    assert 0.90 <= held / 250 <= 0.995
