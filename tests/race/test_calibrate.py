from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from paceline.cli import main
from paceline.race import environment

from .test_gating import git

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.slow

SUITE = """
def test_one(benchmark): benchmark(sum, range(3000))
def test_two(benchmark): benchmark(sum, range(3000))
"""


def test_gates_with_a_known_truth_are_held_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """One gate of each kind; the first seed makes one of two cases slower, which is detected, and no other."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "test_toy.py").write_text(SUITE)
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "a suite")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "build", lambda *_: sys.executable)  # nothing has to be installed for a toy
    assert main(["calibrate", "--gates=1", "--slower=100", "--out=out", "--", "test_toy.py"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "slower by 100 %: gate 1, 0 with a false alarm, 1 of 1 detected" in told
    assert "edited, nothing slower: gate 1, 0 with a false alarm" in told
    assert "was given too few slower cases to say what it detects (give more --minutes)" in told
    assert "with 0 false alarms in 3 gates" in told
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["0000", "0001", "0002"]
    assert git(tmp_path, "worktree", "list").count("\n") == 0
