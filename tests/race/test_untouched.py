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


def gate(repository: Path, *words: str) -> subprocess.Popen[bytes]:
    """Start a gate whose temporary folders are beside the repository."""
    tmp = repository.parent / "tmp"
    tmp.mkdir()
    command = [sys.executable, "-c", GATE, *words]
    environment = {**os.environ, "TMPDIR": str(tmp)}
    return subprocess.Popen(command, cwd=repository, env=environment, stdout=subprocess.DEVNULL)


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


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (None, 3),
        (signal.SIGKILL, -signal.SIGKILL),
        (signal.SIGTERM, 130),
        (signal.SIGINT, 130),
    ],  # one heat: no evidence
)
def test_a_gate_leaves_a_repository_byte_for_byte_as_it_was(
    repository: Path, tmp_path: Path, end: signal.Signals | None, code: int
):
    """Its objects, index, hooks, stash and settings, its submodules, and worktrees that are elsewhere meanwhile."""
    before = snapshot(repository, tmp_path / "away")
    out = tmp_path / "out"
    with gate(repository, "--heats", "1000" if end else "1", "--out", str(out)) as process:
        while end and not (out / "race.json").exists() and process.poll() is None:
            time.sleep(0.05)
        if end:
            process.send_signal(end)
    assert process.returncode == code
    assert snapshot(repository, tmp_path / "away") == before
    (tmp_path / "away").rename(tmp_path / "second")
    assert git(tmp_path / "second", "status", "--short") == "A  staged.py"


def test_a_signal_does_not_wait_for_a_checkout(tmp_path: Path):
    """A filter or a download may take minutes, and a CI runner kills what does not end within seconds."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    committed(folder, "one", {"test_toy.py": SUITE, ".gitattributes": "test_toy.py filter=slow\n"})
    committed(folder, "two", {"other.py": ""})
    git(folder, "config", "filter.slow.smudge", f"touch {tmp_path}/begun; sleep 60")
    with gate(folder) as process:
        while not (tmp_path / "begun").exists() and process.poll() is None:
            time.sleep(0.05)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 130
    assert time.monotonic() < began + 30
    assert not list((tmp_path / "tmp").glob("paceline-*"))
