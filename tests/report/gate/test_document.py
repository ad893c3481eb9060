from __future__ import annotations

import pytest

from paceline.judge.gate.judgement import judge_gate
from paceline.judge.policy import Policy
from paceline.report.document import Table
from paceline.report.gate.document import compose
from paceline.report.units import budget, counted

from ...judge.made import gated, race


def test_many_undecided_cases_of_a_test_are_one_row():
    """Up to three have a row each; a test with more has one, with its name and their number."""
    cases = dict.fromkeys([*(f"t.py::test_a[{n}]" for n in range(12)), "t.py::test_b[1]", "t.py::test_b[2]"], 0.001)
    made, samples = race(cases, *gated("3.14"), heats=2)
    tables = [
        block for block in compose([made], judge_gate(made, samples, Policy())).blocks if isinstance(block, Table)
    ]
    assert sorted(row[0].text for row in tables[0].rows) == ["test_a[…] ×12", "test_b[1]", "test_b[2]"]


@pytest.mark.parametrize(
    ("number", "word", "told"),
    [(1, "regression", "1 regression"), (2, "improvement", "2 improvements"), (2, "unchanged", "2 unchanged")],
)
def test_verdicts_are_counted_in_plain_words(number: int, word: str, told: str):
    """Nouns have a plural, all other words have none."""
    assert counted(number, word) == told


@pytest.mark.parametrize(("seconds", "told"), [(0.2, "1s"), (89.5, "90s"), (91, "2m"), (600, "10m"), (601, "11m")])
def test_a_budget_is_written_as_the_option_takes_it(seconds: float, told: str):
    """Rounded up, so that what it names is enough."""
    assert budget(seconds) == told
