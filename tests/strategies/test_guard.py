"""A fork while a subinterpreter is open segfaults the child: it must never come to that."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from paceline.strategies.subinterpreters import missing

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"the pool of subinterpreters {missing()}"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a platform with fork"),
]
PROGRAM = Path(__file__).with_name("forking.py")
SUITE = """
import os, pytest
from paceline import strategies

HERE = [name for name in strategies.names() if not strategies.get(name).missing()]

@pytest.mark.parametrize("strategy", [one for name in HERE for one in ("interpreters", name)])
def test_next_to_interpreters(executor):
    assert list(executor.map(abs, [-1, 2])) == [1, 2]

@pytest.mark.parametrize("strategy", ["interpreters"])
def test_holds_interpreters(executor):
    assert executor.submit(os.getpid).result() == os.getpid()

def test_forks():
    pid = os.fork()
    if not pid:
        os._exit(len(str(pid)) - 1)
    assert os.waitpid(pid, 0)[1] == 0
"""


@pytest.mark.parametrize("way", ["fork", "process", "preexec"])
def test_interpreters_are_closed_before_any_fork(way: str) -> None:
    """However the process forks, its pool of subinterpreters is closed first, and the child lives."""
    done = subprocess.run([sys.executable, str(PROGRAM), way], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_all_strategies_one_after_the_other_in_one_process(tmp_path: Path) -> None:
    """A pytest process goes through all strategies, with subinterpreters between any two, and forks in the end."""
    (tmp_path / "test_suite.py").write_text(SUITE, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
