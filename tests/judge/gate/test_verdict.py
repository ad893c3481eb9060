from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paceline.errors import PacelineError
from paceline.judge.gate.verdict import family_size, judge
from paceline.judge.policy import Policy, Threshold
from paceline.judge.records import SUITE, Caveat, Clock, Comparison, Doubt, Word

if TYPE_CHECKING:
    from typing import Any

    from paceline.judge.arrays import Floats


def comparisons(z: Floats, **fields: Any) -> list[Comparison]:
    """Name the columns of z."""
    return [Comparison(f"case {j}", z[:, j], **fields) for j in range(z.shape[1])]


def noise(heats: int, cases: int, seed: int = 1, sd: float = 0.0115) -> Floats:
    """Draw usual cases."""
    return sd * np.random.default_rng(seed).standard_normal((heats, cases))


def test_a_grid_is_judged_in_its_order_with_the_suite_beside_it():
    """Each comparison has its verdict at its place, and the suite one of its own."""
    z = noise(25, 9)
    z[:, 4] += 0.05
    found = judge(comparisons(z))
    assert [v.case for v in found.cases] == [f"case {j}" for j in range(9)]
    assert found.cases[4].verdict is Word.REGRESSION
    assert found.suite is not None
    assert found.suite.case == SUITE
    assert (found.family, found.threshold) == (10, math.log(10 / 0.05))


@pytest.mark.parametrize(("cases", "hypotheses"), [(0, 1), (1, 1), (2, 3), (30, 31)])
def test_the_suite_is_a_hypothesis_more_where_it_is_more_than_a_case(cases: int, hypotheses: int):
    """One case is its own suite."""
    assert family_size(cases) == hypotheses


def test_a_single_case_has_no_suite_beside_it():
    """And nothing compared has no verdict at all."""
    assert judge(comparisons(noise(5, 1))).suite is None
    assert judge([]).cases == ()


def test_a_verdict_carries_what_it_was_given_and_what_it_rests_on():
    """Clock, rounds and caveats pass through; the interval holds the ratio and excludes what was excluded."""
    given = Caveat("load", (3.5,))
    z = noise(20, 30) + 0.04
    for v in judge(comparisons(z, clock=Clock.CPU, rounds=12, caveats=(given,))).cases:
        assert (v.clock, v.rounds, v.heats, v.caveats) == (Clock.CPU, 12, 20, (given,))
        assert v.verdict is Word.REGRESSION
        assert 1.0025 < v.low <= v.ratio <= v.high
        assert v.evidence >= v.threshold
        assert v.settled


def test_unchanged_is_shown_with_an_interval_inside_the_margin():
    """The interval that an unchanged case shows is the one it rests on, and not the wider sequence."""
    verdicts = judge(comparisons(noise(8, 30))).cases
    unchanged = [v for v in verdicts if v.verdict is Word.UNCHANGED]
    assert len(unchanged) > 15
    assert all(0.98 < v.low < v.ratio < v.high < 1.015 for v in unchanged)


def test_live_and_from_disk_say_the_same():
    """A race in which cases leave when they are settled gets the verdicts of one judged whole in the end."""
    z = noise(40, 20) + np.linspace(-0.03, 0.03, 20)
    live = np.full_like(z, np.nan)
    racing = np.full(20, fill_value=True)
    for heat in range(40):
        live[heat, racing] = z[heat, racing]
        verdicts = judge(comparisons(live[: heat + 1])).cases
        racing = np.array([not v.settled for v in verdicts])
    assert [v.verdict for v in judge(comparisons(z)).cases] == [v.verdict for v in verdicts]


def test_a_larger_family_takes_more_evidence():
    """A race that is part of a larger one is judged by the larger family."""
    z = noise(12, 4) + 0.05
    assert {v.verdict for v in judge(comparisons(z)).cases} == {Word.REGRESSION}
    larger = judge(comparisons(z), family=5000)
    assert {v.verdict for v in larger.cases} == {Word.INCONCLUSIVE}
    assert larger.threshold == math.log(5000 / 0.05)


def test_margins_are_each_cases_own():
    """What is 4 % slower is a regression, unless it is concurrent or has a threshold that lets it pass."""
    z = np.repeat(noise(25, 1) + 0.04, 3, axis=1)
    cases = [
        Comparison("plain", z[:, 0]),
        Comparison("spared", z[:, 1]),
        Comparison("by strategy", z[:, 2], strategy="fork"),
    ]
    policy = Policy(thresholds=(Threshold("spa*", 0.08, 0.1), Threshold("fork", margin=0.2, tolerance=0.1)))
    assert [v.verdict for v in judge(cases, policy).cases] == [Word.REGRESSION, Word.UNCHANGED, Word.UNCHANGED]


def test_nothing_measured_says_so():
    """A case without a heat is inconclusive for that reason, with an interval of everything."""
    (v, _) = judge([Comparison("a", []), Comparison("b", [math.nan, 0.1])]).cases
    assert (v.verdict, v.caveats) == (Word.INCONCLUSIVE, (Caveat(Doubt.NO_HEATS),))
    assert (v.low, v.ratio, v.high, v.heats) == (0.0, 1.0, math.inf, 0)


def test_too_few_heats_say_how_many_it_takes():
    """An open case in its fifth heat names the fewest heats in which anything could be shown."""
    (v, *_) = judge(comparisons(noise(5, 30) + 0.04)).cases
    assert v.caveats == (Caveat(Doubt.FEW_HEATS, (5, 11)),)
    assert v.detectable == math.inf


def test_with_two_clocks_one_of_them_may_take_a_heat_more():
    """A case never has fewer heats than a regression needs by its own count."""
    z = noise(11, 30, sd=0.01) + 0.04
    cases = judge([Comparison(f"case {j}", z[:, j], concurrent=True, work=-z[:, j]) for j in range(30)]).cases
    found = [caveat.numbers for v in cases for caveat in v.caveats if caveat.kind == Doubt.FEW_HEATS]
    assert found
    assert all(heats < fewest for heats, fewest in found)


def test_a_noisy_case_says_what_it_could_find():
    """With a heat's noise of 10 % and the time spent, what is detectable is far above the margin."""
    (v, *_) = judge(comparisons(9 * noise(15, 30))).cases
    ((kind, (found, margin)),) = [(c.kind, c.numbers) for c in v.caveats]
    assert (v.verdict, kind, margin) == (Word.INCONCLUSIVE, Doubt.NOISY, 0.015)
    assert found == pytest.approx(v.detectable - 1)
    assert found > 0.05
    assert v.heats_needed is not None
    assert v.heats_needed > 300


def test_what_is_still_open_without_noise_says_that_too():
    """A case that is a little slower, and would be found if it were slower by the margin, has a caveat with it."""
    cases = judge(comparisons(0.7 * noise(22, 300) + 0.0095)).cases
    found = [v for v in cases if v.verdict is Word.INCONCLUSIVE and v.caveats == (Caveat(Doubt.OPEN, (0.015,)),)]
    assert len(found) > 10
    assert all(v.detectable < 1.015 and (v.heats_needed or 99) <= 22 for v in found)


def test_an_unchanged_case_shows_the_interval_by_which_it_was_decided():
    """Heats that come after the decision, from a race beside it, do not widen it beyond the margin."""
    z = noise(12, 200)
    z[6:] += 0.05 * np.array([1, -1, 1, -1, 1, -1])[:, None]
    verdicts = [v for v in judge(comparisons(z)).cases if v.verdict is Word.UNCHANGED]
    assert len(verdicts) > 20
    assert all(v.high < 1.015 for v in verdicts)


def test_many_wild_heats_are_told():
    """More than a tenth of the heats beyond five scales is a caveat with their number."""
    z = noise(20, 3)
    z[[2, 7, 11], 0] = [0.5, -0.4, 0.45]
    wild = [c.numbers for c in judge(comparisons(z)).cases[0].caveats if c.kind == Doubt.WILD_HEATS]
    assert wild == [(3.0, 20)]


def test_a_middle_that_moved_is_told():
    """Where no ratio fits all heats, the limits are those of what was excluded, in their order, with a caveat."""
    z = np.concatenate([noise(25, 2) + 0.2, noise(25, 2) - 0.2])
    (v, _) = judge(comparisons(z)).cases
    assert Caveat(Doubt.MOVED) in v.caveats
    assert v.low < v.high


def test_an_infinite_log_ratio_is_an_error():
    """What cannot be a measurement is not judged."""
    with pytest.raises(PacelineError, match="infinite"):
        judge([Comparison("a", [0.1, math.inf])])


def test_permuting_cases_permutes_verdicts():
    """No case's verdict depends on where it stands in the grid."""
    z = noise(20, 12) + np.linspace(-0.04, 0.04, 12)
    forward, backward = judge(comparisons(z)).cases, judge(comparisons(z[:, ::-1])).cases
    assert [v.verdict for v in backward] == [v.verdict for v in forward][::-1]
    np.testing.assert_allclose([v.low for v in backward], [v.low for v in forward][::-1])
