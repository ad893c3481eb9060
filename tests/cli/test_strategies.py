from __future__ import annotations

import json
from typing import TYPE_CHECKING

from paceline import interpreter, strategies
from paceline.cli import main
from paceline.machine import usable_cpus

if TYPE_CHECKING:
    import pytest


def test_every_strategy_is_told_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """Each strategy has a line: what it is, or why it can't run here."""
    assert main(["strategies"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in strategies.names():
        strategy = strategies.get(name)
        reason = strategy.missing()
        (line,) = [line for line in lines if line.startswith(f"{name} ")]
        assert line.split(None, 2)[1:] == (["no", reason] if reason else ["yes", strategy.summary])
    assert f"processes is {strategies.get('processes').name} here" in lines


def test_interpreter_and_machine_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The interpreter's identity is there in full, and how many workers there are by default, and why."""
    assert main(["strategies"]) == 0
    out = capsys.readouterr().out
    assert f"interpreter  {interpreter.facts().name}: {interpreter.facts().key}\n" in out
    assert f"workers      {usable_cpus()} by default: " in out


def test_json_holds_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` gives everything to programs."""
    assert main(["strategies", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["interpreter"] == interpreter.describe()
    assert told["machine"]["usable_cpus"] == told["workers"] == usable_cpus()
    assert {one["name"]: one["missing"] for one in told["strategies"]} == {
        name: strategies.get(name).missing() for name in strategies.names()
    }
