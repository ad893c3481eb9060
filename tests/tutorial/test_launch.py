from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.results.records import Case, Race, Side
from paceline.tutorial import launch as programs

if TYPE_CHECKING:
    from pathlib import Path


def side(name: str, python: str = sys.executable, version: str = "3.14.0", checkout: str = ".") -> Side:
    return Side(name, python, checkout, None, {"key": name, "python": version}, {})


def race(*sides: Side, case: str = "b.py::t[workload=tutorial-strategy=threads-size=16]") -> Race:
    return Race(
        paceline="0",
        kind="bench",
        created="",
        sides=sides,
        pairs=(),
        pytest_args=(),
        machine={},
        cases=(Case(case, ""),),
    )


def script(folder: Path, *lines: str) -> Side:
    """Return a side whose Python is a shell script."""
    file = folder / "python"
    file.write_text("\n".join(["#!/bin/sh", *lines]))
    file.chmod(0o755)
    return side("mine", str(file))


def test_the_newest_python_runs_them():
    """Versions count as numbers; of two builds of one version it is the first."""
    versions = {"pypy": "3.11.15", "3.9": "3.9.1", "a": "3.14.0rc1", "b": "3.14.0rc1"}
    sides = [side(name, version=version) for name, version in versions.items()]
    assert programs.newest(race(*sides)).name == "a"


def test_they_are_asked_for_by_their_cases():
    """A race without the tutorial's cases, such as one of `-k loop`, spends no time on it."""
    assert programs.asked_for(race(side("a")))
    assert not programs.asked_for(race(side("a"), case="b.py::t[workload=loop-strategy=threads-size=1]"))
    assert not programs.asked_for(race(side("a"), case="t.py::tutorial"))


def test_three_programs_are_run_on_a_side(monkeypatch: pytest.MonkeyPatch):
    """The tutorial's tasks come back under three strategies, computed in other processes than this one."""
    monkeypatch.setattr(programs, "SIZE", 8)
    found = programs.run_programs(side("mine"))
    assert [program.strategy for program in found.programs][:2] == ["sequential", "threads"]
    assert len(found.programs) == 3
    for program in found.programs:
        assert [task.name for task in program.tasks] == ["8", "10", "5"]
        assert os.getpid() not in {task.pid for task in program.tasks}


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs a shell")
@pytest.mark.parametrize(
    ("line", "told"),
    [("echo no room >&2; exit 3", r"exited with code 3 \(no room\)"), ("echo hm", "is not a record of programs")],
)
def test_a_python_that_fails_is_one_sentence(tmp_path: Path, line: str, told: str):
    """A crash or nonsense names the side and what it said."""
    with pytest.raises(PacelineError, match=rf"the tutorial's programs on mine: {told}"):
        programs.run_programs(script(tmp_path, line))


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs a shell")
def test_programs_that_hang_are_ended_with_their_children(tmp_path: Path):
    """Past its patience the whole group is killed, and nothing waits for what it would have said."""
    hanging = script(tmp_path, f"sleep 600 & echo $! > {tmp_path}/child", "wait")
    with pytest.raises(PacelineError, match=r"took more than 1 s"):
        programs.run_programs(hanging, patience=1)
    child = int((tmp_path / "child").read_text())
    for _ in range(100):  # whoever inherits it has to notice
        if not _alive(child):
            return
        time.sleep(0.02)
    pytest.fail("a child was left")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
