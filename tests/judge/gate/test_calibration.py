from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from paceline.judge.gate.calibration import Share, Tally
from paceline.judge.gate.judgement import judge_gate
from paceline.judge.policy import Policy
from paceline.results.records import Problem

from ..made import case, gated, race

if TYPE_CHECKING:
    from paceline.judge.gate.judgement import GateJudgement

LONE, POOL, THREADS = case("sequential"), case("processes-spawn"), case("threads")


def gate(*slower: str, heats: int = 20) -> GateJudgement:
    """Judge a gate in which these cases take longer."""
    cases = {LONE: 0.001, POOL: 0.002, THREADS: 0.003}
    factor = {(name, "candidate"): 1.2 for name in slower}
    made = race(cases, *gated("3.14"), heats=heats, factor=lambda name, side: factor.get((name, side), 1.0))
    return judge_gate(*made, Policy())


def test_what_is_caught_is_counted_by_strategy():
    """A slower case that is called so is a hit of its strategy; one that is only said to be slower is a miss."""
    tally = Tally("slower by 20 %")
    tally.add(gate(LONE, POOL), {LONE, POOL, THREADS}, 30.0)
    assert tally.found == {"sequential": Share(1, 1), "processes-spawn": Share(1, 1), "threads": Share(0, 1)}
    assert tally.caught == Share(2, 3)
    assert tally.alarmed == Share(0, 1)
    assert tally.seconds == [pytest.approx(100.0)]


def test_a_regression_where_nothing_was_slower_is_a_false_alarm():
    """It is counted once a gate, and named; that the suite is slower is no false alarm if a case of it is."""
    tally = Tally("the same files")
    tally.add(gate(LONE), (), 30.0)
    tally.add(gate(), (), 30.0)
    assert tally.alarmed == Share(1, 2)
    assert LONE in tally.falsely
    right = Tally("slower by 20 %")
    right.add(gate(LONE, POOL, THREADS), {LONE, POOL, THREADS}, 30.0)
    assert (right.alarms, right.falsely) == (0, [])


def test_the_gate_is_blamed_only_for_what_it_tried():
    """A slower case that had too few heats for any verdict is neither caught nor missed; one that failed is named."""
    tally = Tally("slower by 20 %")
    tally.add(gate(THREADS, heats=3), {THREADS}, 3.0)
    assert (tally.caught, tally.short) == (Share(0, 0), 1)
    cases = {LONE: 0.001, POOL: 0.002}
    made, samples = race(cases, *gated("3.14"))
    problem = Problem("candidate", POOL, "failed", "no")
    made.heats = tuple(msgspec.structs.replace(heat, problems=(problem,)) for heat in made.heats)
    tally.add(judge_gate(made, samples, Policy()), (), 3.0)
    assert tally.failed == {POOL: "failed on the candidate: no"}


def test_clean_cases_that_are_left_open_are_counted():
    """Twenty heats settle both that were not slower, three heats neither."""
    tally = Tally("slower by 20 %")
    tally.add(gate(THREADS), {THREADS}, 30.0)
    assert tally.undecided == Share(0, 2)
    tally.add(gate(THREADS, heats=3), {THREADS}, 3.0)
    assert tally.undecided == Share(2, 4)
