from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from paceline.judge.stored.approval import renewed
from paceline.judge.stored.check import StoredJudgement, judge_stored
from paceline.report import stored
from paceline.report.formats import markdown
from paceline.results.baseline import Approval

from ..judge.made import case, race, side

if TYPE_CHECKING:
    from paceline.report.document import Document
    from paceline.results.baseline import Baseline

SIDE = side("3.14")
GRID = {case("sequential"): 0.01, case("threads"): 0.006}
APPROVAL = Approval("c0ffee1234567", "2026-01-02T03:04:05+00:00", "first")


def baseline(by: float = 1.0) -> Baseline:
    made, samples = race(GRID, [SIDE], heats=10, factor=lambda *_: by)
    return renewed(made, samples, SIDE, APPROVAL, None)


def judged(by: float, cpu: str = "A CPU") -> StoredJudgement:
    made, samples = race(GRID, [SIDE], heats=10, seed=2, factor=lambda *_: by)
    made.machine["cpu"] = cpu
    return judge_stored(made, samples, {"3.14": baseline()})[0]


def told_of(document: Document) -> str:
    """Return what is told, as text."""
    return markdown.render(document).replace("\\", "")


def test_a_regression_names_the_baseline_and_what_to_do():
    """The date and the commit it is compared with, and the gate that shows whether this change is the cause."""
    told = told_of(stored.compose([judged(1.3)]))
    assert "baseline of 2026-01-02 (c0ffee123456): 2 regression" in told
    assert "paceline gate --against c0ffee123456" in told


def test_another_machine_is_told_as_one():
    """What drifted is a hint there, and says which machine it was."""
    told = told_of(stored.compose([judged(1.3, cpu="Another")]))
    assert "2 drifted" in told
    assert "measured on another machine or build (A CPU" in told


def test_baselines_of_other_machines_are_one_line_in_brief():
    """It names the sides and counts their cases, without a table; a baseline of this machine is shown as ever."""
    told = told_of(stored.compose([judged(1.3, cpu="Another")], brief=True))
    assert "measured on another machine or build: 3.14: 1 unchanged, 2 drifted" in told
    assert "|" not in told
    assert "2 regression" in told_of(stored.compose([judged(1.3)], brief=True))


def test_a_race_of_fewer_sides_is_told_as_one():
    """With what to race instead."""
    among_seven = replace(judged(1.0), sides=7)
    assert not among_seven.alike
    told = told_of(stored.compose([among_seven]))
    assert "the baseline's race had 1 side, this one has 7" in told
    assert "race the same interpreters as then" in told


def test_vanished_cases_are_named():
    """With the way out."""
    told = told_of(stored.compose([replace(judged(1.0), vanished=(case("loky"),))]))
    assert "removed: 1 case" in told
    assert "approve the race if this is intended" in told


def test_nothing_stored_is_said():
    """And how to change that."""
    assert "paceline baseline measure" in told_of(stored.compose([]))


def test_a_listing_holds_every_case_with_its_doubt_and_who_approved_it():
    """One table a baseline."""
    told = told_of(stored.listing([baseline()]))
    assert told.count("| workload") == 2
    assert "| 9.97 ±" in told
    assert "| 1.66× ±" in told
    assert "c0ffee123456, all: first" in told


def test_a_difference_is_told_in_percent():
    """Against the same figures there is none; twice as slow is +100 %, beside the reference loop too."""
    old, new = baseline(), baseline(2.0)
    assert "0 cases changed" in told_of(stored.difference([(old, old)]))
    told = told_of(stored.difference([(old, new), (None, new)]))
    assert "2 cases changed, 0 removed, 0 added" in told
    assert told.count("+100.0 %") == 4
    assert "3.14: new, 2 cases" in told
