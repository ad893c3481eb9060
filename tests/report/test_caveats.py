from __future__ import annotations

from paceline.judge.gate.compare import FEW_ROUNDS
from paceline.judge.records import Caveat, Doubt
from paceline.report.caveats import note


def test_few_rounds_are_the_budgets_or_the_authors():
    """A slow case has few rounds where time is short, so that the cure is not only that of pedantic's numbers."""
    told = note(Caveat(FEW_ROUNDS, (1,)))
    assert told.text == "few rounds per heat (1)"
    assert "--budget" in told.cure
    assert "pedantic" in told.cure


def test_a_noisy_case_has_two_percentages():
    """What can be detected and the margin stand beside each other in the same unit."""
    found = note(Caveat(Doubt.NOISY, (0.026, 0.015)))
    assert found.text == "can only detect changes above 2.6 %; the margin is 1.5 %"


def test_a_margin_has_all_its_digits():
    assert note(Caveat(Doubt.OPEN, (0.0075,))).text == "a change beyond ±0.75 % is not excluded yet"
    assert note(Caveat(Doubt.OPEN, (0.05,))).text == "a change beyond ±5.0 % is not excluded yet"
