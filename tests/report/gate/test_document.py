from __future__ import annotations

import msgspec
import pytest

from paceline.judge.gate.judgement import judge_gate
from paceline.judge.policy import Policy
from paceline.judge.records import Unjudged, Word
from paceline.report.document import Paragraph, Table
from paceline.report.gate.document import compose, unjudged_cases
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


@pytest.mark.parametrize(
    ("concurrent", "told"),
    [((False,), "within ±1.5 %;"), ((False, True), "within ±1.5 % or ±5 %;"), ((True, True), "within ±5 %;")],
)
def test_the_margin_of_unchanged_is_said(concurrent: tuple[bool, ...], told: str):
    """A reader need not look up what counts as unchanged, nor meet all comparisons together where there is one."""
    cases = {f"t.py::test_{number}": 0.001 for number in range(len(concurrent))}
    made, samples = race(cases, *gated("3.14"), heats=8)
    pairs = zip(made.cases, concurrent, strict=True)
    made.cases = tuple(msgspec.structs.replace(each, concurrent=whether) for each, whether in pairs)
    shown = "".join(
        block.text
        for block in compose([made], judge_gate(made, samples, Policy())).summary
        if isinstance(block, Paragraph)
    )
    assert f"profile default: unchanged means {told}" in shown


def test_a_removed_case_comes_with_the_option_that_accepts_it():
    """The whole id, as a shell takes it: its short name would match nothing."""
    lost = Unjudged("t.py::test_a[two words]", Word.REMOVED, "on the baseline only")
    (said,) = unjudged_cases([lost])
    assert said.text.startswith("removed: 1 case (test_a[two words]): on the baseline only")
    assert "--deselect 't.py::test_a[two words]' after -- accepts it" in said.text
