from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paceline.race import scratch

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Track

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc and /dev/shm")]

MANY = """
    import multiprocessing, subprocess, sys

    def test_it(benchmark):
        lock = multiprocessing.get_context("spawn").Lock()
        command = [sys.executable, "-c", "import time; time.sleep(60)"]
        children = [subprocess.Popen(command), subprocess.Popen(command, start_new_session=True)]
        with open("made.part", "w") as made:
            print(lock._semlock.name, os.getpid(), *(child.pid for child in children), file=made)
        os.rename("made.part", "made")
        {}
"""
GOOD = "def test_it(benchmark): benchmark(abs, 1)"


def test_a_lost_side_leaves_nothing(track: Track):
    """Its children end with it, in sessions of their own too, and its semaphores are removed."""
    checkout = track.suite("a", MANY.format("time.sleep(60)"))
    track.race("a", timeout=2)
    assert _left(checkout) == []


@pytest.fixture
def busy(track: Track, tmp_path: Path):
    """Race a side that computes for ever; return the conductor, once it does, and the side's checkout."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> tuple[subprocess.Popen[bytes], Path]:
        checkout = track.suite("a", MANY.format("while True: pass"))
        started.append(_race(tmp_path, "first"))
        _await((checkout / "made").exists)
        return started[0], checkout

    yield start
    for conductor in started:
        conductor.kill()
        conductor.wait()


def test_a_killed_conductor_leaves_no_process_and_the_next_one_removes_its_folders(busy, track: Track, tmp_path: Path):
    """A side that computes ends all the same; of the folders only a dead race's are removed."""
    conductor, checkout = busy()
    conductor.kill()
    _await(lambda: not _left(checkout))
    mine = tmp_path / "tmp" / "paceline-mine"
    mine.mkdir()
    assert len(list(mine.parent.glob("paceline-*"))) > 1
    with scratch.folder() as living:
        ours = living.rename(mine.parent / living.name)
        track.suite("a", GOOD)
        assert _race(tmp_path, "second").wait(60) == 0
        assert sorted(mine.parent.iterdir()) == sorted([mine, ours])
        ours.rename(living)


def test_a_signal_and_its_echoes_leave_nothing(busy, tmp_path: Path):
    """What a command cleans up is not interrupted by keys that are pressed once more."""
    conductor, checkout = busy()
    for _ in range(4):
        conductor.send_signal(signal.SIGHUP)
        time.sleep(0.05)
    assert conductor.wait(30) == 130
    assert _left(checkout) == []
    assert list((tmp_path / "tmp").iterdir()) == []


def _race(root: Path, name: str) -> subprocess.Popen[bytes]:
    (root / "tmp").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "paceline", "race", "--side", f"a={sys.executable},a", "--heats", "1"]
    return subprocess.Popen(
        [*command, "--out", name], cwd=root, env={**os.environ, "TMPDIR": str(root / "tmp")}, stderr=subprocess.DEVNULL
    )


def _await(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.05)


def _left(checkout: Path) -> list[str]:
    """Return what is left of what a case has made."""
    lock, *processes = (checkout / "made").read_text().split()
    left = [name for name in [f"/dev/shm/sem.{lock[1:]}"] if Path(name).exists()]  # noqa: S108 (where they are)
    return left + [number for number in processes if _alive(number)]


def _alive(number: str) -> bool:
    try:
        stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


def test_a_folder_that_cannot_be_emptied_is_the_next_races(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It keeps its lock, by which the next race knows it: a process without free file handles can remove nothing."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with monkeypatch.context() as patch:
        with scratch.folder() as folder:
            (folder / "inner").mkdir()
            patch.setattr("shutil.rmtree", lambda path, **_: (Path(path) / scratch._LOCK).unlink(missing_ok=True))
        assert folder.exists()
    with scratch.folder():
        assert not folder.exists()
