from __future__ import annotations

import io

from rich.console import Console

from paceline.judge.gate.calibration import Share, Tally
from paceline.report.calibrate import compose
from paceline.report.formats.terminal import render


def told(*tallies: Tally) -> str:
    """Return what a terminal shows."""
    out = io.StringIO()
    render(compose(tallies, "default", 12), Console(file=out, width=200, highlight=False))
    return out.getvalue()


SAME = Tally("the same files", gates=20, undecided=Share(4, 240), seconds=[22.4])


def test_strategies_are_identified():
    """What is found of threads is not what is found of pools; each share has its exact interval."""
    found = {"threads": Share(25, 25), "processes-spawn": Share(10, 26)}
    shown = told(SAME, Tally("slower by 5 %", gates=20, found=found, seconds=[29.7]))
    assert "35 of 51 (54 % to 81 %)" in shown
    assert "25 of 25 (86 % to 100 %)" in shown
    assert "10 of 26 (20 % to 59 %)" in shown
    assert "4 of 240" in shown
    assert "detects too few of the slowdowns tried, with 0 false alarms in 40 gates" in shown


def test_one_strategy_is_told_once():
    """A suite without strategies has one table; the smallest slowdown that is found is named."""
    kinds = [Tally(f"slower by {n} %", gates=20, found={"": Share(97 + n, 100)}, seconds=[9.0]) for n in (1, 2, 3)]
    kinds[0].found = {"": Share(90, 100)}
    shown = told(SAME, *kinds)
    assert "by strategy" not in shown
    assert "detects at least nine of ten cases that are slower by 2 %, with 0 false alarms in 80 gates" in shown


def test_a_few_slowdowns_that_were_all_found_promise_nothing():
    """What the gate finds is told by what can be excluded; a few gates exclude little."""
    shown = told(Tally("slower by 1 %", gates=2, found={"": Share(2, 2)}, seconds=[9.0]))
    assert "was given too few slower cases to say what it detects (give more --minutes)" in shown


def test_what_there_was_no_time_for_is_named():
    out = io.StringIO()
    render(compose([SAME], "default", 12, ["slower by 3 %", "slower by 5 %"]), Console(file=out, width=200))
    assert "not tried, for want of time: slower by 3 %, slower by 5 %; give more --minutes" in out.getvalue()


def test_a_false_alarm_is_named():
    """Which case it was is what one would look at next."""
    shown = told(Tally("the same files", gates=2, alarms=1, falsely=["test_a.py::test_it"], seconds=[9.0]))
    assert "1 of 2 (1 % to 99 %)" in shown
    assert "false alarms, the same files: test_a.py::test_it" in shown
