from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race.environment import installer, kept
from paceline.race.environment.kept import Record

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "_IN_USE", [])


def make(folder: Path, executable: Path) -> Record:
    executable.parent.mkdir(parents=True)
    executable.write_text("")
    return Record(folder.name)


def obtain(name: str) -> Path:
    return kept.obtain(name, None, make).python


def release() -> None:
    """Let go of what is in use, as the end of a process does."""
    while kept._IN_USE:
        os.close(kept._IN_USE.pop())


def test_a_cache_that_cannot_be_locked_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch):
    """Network file systems know no locks: an environment that another gate deletes would be worse."""

    def flock(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", flock)
    with pytest.raises(PacelineError, match=r"No locks available.*XDG_CACHE_HOME"):
        obtain("used")


USER = """
import sys
from pathlib import Path
from paceline.race.environment import kept
kept.obtain("used", None, None)
print("ready", flush=True)
sys.stdin.read()
"""


def test_what_a_running_gate_uses_is_never_deleted(monkeypatch: pytest.MonkeyPatch):
    """However many environments another one builds; once it has ended, the least used goes."""
    monkeypatch.setattr(kept, "_KEPT", 2)
    used = obtain("used")
    release()
    with subprocess.Popen([sys.executable, "-c", USER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as gate:
        assert gate.stdout
        assert gate.stdout.readline() == b"ready\n"
        others = []
        for number in range(4):
            others.append(obtain(f"other{number}"))
            release()
        assert used.exists()
        assert [path.exists() for path in others] == [False, False, True, True]
        gate.kill()
    obtain("last")
    assert not used.exists()


def test_a_half_built_environment_is_built_again():
    """One that was killed while it was built has no record."""
    folder = obtain("a").parents[1]
    release()
    (folder / "paceline.json").unlink()
    (folder / "left").write_text("")
    assert obtain("a").parents[1] == folder
    assert not (folder / "left").exists()


def test_an_environment_without_its_interpreter_is_built_again():
    """The interpreter that it was made from was removed."""
    python = obtain("a")
    release()
    python.unlink()
    assert obtain("a") == python
    assert python.exists()


def test_a_failure_leaves_no_environment():
    """Nor does an interruption."""

    def interrupted(folder: Path, executable: Path) -> Record:
        make(folder, executable)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept.obtain("a", None, interrupted)
    assert obtain("a").exists()


@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "HOME"])
def test_a_folder_that_cannot_be_written_is_named_with_its_variable(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """One sentence, and the cure."""
    (tmp_path / "file").write_text("")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv(variable, str(tmp_path / "file"))
    with pytest.raises(PacelineError, match=rf"\(by {variable}\): cannot be written .*; set XDG_CACHE_HOME"):
        kept.cache()


def test_an_interrupted_installer_is_gone_with_all_its_children(tmp_path: Path):
    """Ctrl-C ends the whole group: a build has compilers."""
    file = tmp_path / "pid"
    code = f"import os, time; open('{file}', 'w').write(str(os.getpid())); time.sleep(60)"
    shell = f'{sys.executable} -c "{code}"; true'
    runner = f"from paceline.race.environment.installer import _run; _run(['sh', '-c', {shell!r}], 'x', None, print)"
    gate = subprocess.Popen([sys.executable, "-c", runner], stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while not (file.exists() and file.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    gate.send_signal(signal.SIGINT)
    gate.wait(20)
    pid = int(file.read_text())
    while _alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_installer_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch):
    """After its limit, having said that it still works."""
    monkeypatch.setattr(installer, "_LIMIT", 0.3)
    monkeypatch.setattr(installer, "_PATIENCE", 0.1)
    said: list[str] = []
    with pytest.raises(PacelineError, match="was stopped after"):
        installer._run(["sleep", "60"], "it", None, said.append)
    assert "still installing" in said[0]
