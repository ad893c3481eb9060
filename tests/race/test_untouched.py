from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from .layout.made import committed, git, snapshot, with_submodule, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

SUITE = "def test_one(benchmark): benchmark(sum, range(3000))\n"
GATE = """
import sys
from paceline.cli import main
from paceline.race import environment
environment.build = lambda *_, **__: sys.executable  # nothing has to be installed
sys.exit(main(["gate", "--against", "HEAD~1", *sys.argv[1:], "--", "test_toy.py"]))
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository with a submodule, a stash, staged and unstaged work, and a worktree that is out of reach."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    committed(folder, "one", {"test_toy.py": SUITE})
    with_submodule(tmp_path, folder)
    write(folder, {"test_toy.py": SUITE + "# stashed\n"})
    git(folder, "stash")
    git(folder, "worktree", "add", "--quiet", str(tmp_path / "second"))
    write(tmp_path / "second", {"staged.py": ""})
    git(tmp_path / "second", "add", "staged.py")
    (tmp_path / "second").rename(tmp_path / "away")
    write(folder, {"staged.py": "", "untracked.py": "", "vendor/lib/untracked.py": "", ".git/hooks/post-checkout": ""})
    git(folder, "add", "staged.py")
    os.utime(folder / "test_toy.py", (0, 0))  # git's index would be refreshed by whoever may
    return folder


@pytest.mark.parametrize("ends", ["by itself", "killed"])
def test_a_gate_leaves_a_repository_byte_for_byte_as_it_was(repository: Path, tmp_path: Path, ends: str):
    """Its objects, index, hooks, stash and settings, its submodules, and worktrees that are elsewhere meanwhile."""
    before = snapshot(repository, tmp_path / "away")
    (tmp_path / "tmp").mkdir()
    out, environment = tmp_path / "out", {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    words = [sys.executable, "-c", GATE, "--heats", "1" if ends == "by itself" else "1000", "--out", str(out)]
    with subprocess.Popen(words, cwd=repository, env=environment, stdout=subprocess.DEVNULL) as gate:
        if ends == "killed":
            while not (out / "race.json").exists() and gate.poll() is None:
                time.sleep(0.05)
            gate.send_signal(signal.SIGKILL)
    assert gate.returncode == (3 if ends == "by itself" else -signal.SIGKILL)  # one heat is no evidence
    assert snapshot(repository, tmp_path / "away") == before
    (tmp_path / "away").rename(tmp_path / "second")
    assert git(tmp_path / "second", "status", "--short") == "A  staged.py"
