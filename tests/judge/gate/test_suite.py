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
    from collections.abc import Iterator

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


def races(number: int) -> Iterator[Floats]:
    """Draw races of all kinds: few and many cases and heats, alike and not, some slower, faster, or gone missing."""
    rng = np.random.default_rng(4)
    for _ in range(number):
        cases, heats = int(rng.integers(2, 12)), int(rng.integers(1, 16))
        apart = rng.choice([0.002, 0.02, 0.3]) * rng.standard_normal(cases) + rng.choice([0, 0.01, -0.01, 0.3, -0.9])
        middle = np.where(rng.random(cases) < rng.random(), apart, 0.0)
        z = middle + rng.choice([0.003, 0.01, 0.03]) * rng.standard_normal((heats, cases))
        z += rng.choice([0, 0.004]) * rng.standard_normal((heats, 1))
        yield np.where(rng.random(z.shape) < rng.choice([0, 0.2]), np.nan, z)


def test_word_and_interval_never_contradict_each_other():
    """In 1,000 races a regression's interval is above 1, an improvement's below, an inconclusive suite's holds it.

    A regression and an improvement show the evidence that they take.
    """
    for z in races(1000):
        cases = z.shape[1]
        tolerance, margin, threshold = TOLERANCE[:cases], MARGIN[:cases], math.log((cases + 1) / 0.05)
        left = np.arange(len(z))[:, None] > decide(z, tolerance, margin, threshold).row
        z = np.where(left, np.nan, z)  # noqa: PLW2901 (as a race does it)
        verdict = suite_verdict(z, tolerance, margin, decide(z, tolerance, margin, threshold), threshold)
        assert verdict.low <= verdict.ratio <= verdict.high
        assert {
            Word.REGRESSION: verdict.low > 1,
            Word.IMPROVEMENT: verdict.high < 1,
            Word.INCONCLUSIVE: verdict.low <= 1 <= verdict.high,
            Word.UNCHANGED: abs(math.log(verdict.ratio)) < MARGIN[0],
        }[verdict.verdict]
        assert verdict.evidence >= threshold or verdict.verdict not in {Word.REGRESSION, Word.IMPROVEMENT}


def test_a_clear_improvement_has_its_word_before_any_case_has():
    """In fewer heats than any case's evidence takes the interval alone shows it; a slowdown as clear is left open."""
    assert judged(noise(6) - 0.9).verdict is Word.IMPROVEMENT
    slower = judged(noise(6) + 0.9)
    assert (slower.verdict, slower.low) == (Word.INCONCLUSIVE, 1.0)


def test_evidence_is_that_of_the_direction_seen():
    """What looks faster shows the evidence of faster, whatever its word."""
    assert judged(noise(8) - 0.01).evidence > 1
    assert judged(noise(8) - 0.01).evidence == pytest.approx(judged(-noise(8) + 0.01).evidence, abs=1)
