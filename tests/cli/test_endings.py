from __future__ import annotations

import errno
import os
import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from paceline.cli import main

from ..judge.made import gated, keep, race

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

FINE = "def test_it(benchmark): benchmark(abs, 1)\n"


def kept(folder: Path, *, factor: float = 1.0) -> Path:
    """Write the folder of a race in which the candidate takes so many times as long."""
    slower = lambda _case, side: factor if side == "candidate" else 1.0  # noqa: E731
    return keep(*race({"t.py::test_a": 0.001, "t.py::test_b": 0.002}, *gated("3.14"), factor=slower), folder)


def suite(folder: Path, source: str = FINE) -> Path:
    """Write a suite."""
    folder.mkdir(exist_ok=True)
    (folder / "test_toy.py").write_text(dedent(source))
    return folder


def raced(*words: str) -> int:
    """Race this interpreter alone."""
    return main(["race", f"--side=a={sys.executable}", "--out=out", *words, "--", "test_toy.py"])


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize(
    ("format_", "out", "factor", "code"),
    [
        ("terminal", ">&-", 1.5, 1),
        ("terminal", "| true", 1.0, 0),
        ("json", "| true", 1.5, 1),
        ("terminal", "> /dev/full", 1.0, 0),
        ("json", "> /dev/full", 1.5, 1),
    ],
)
def test_the_exit_code_is_the_verdicts_whoever_reads(tmp_path: Path, format_: str, out: str, factor: float, code: int):
    """A closed output, a reader that has gone and a full disk make no regression, and hide none."""
    if out.endswith("full") and not os.path.exists("/dev/full"):  # noqa: PTH110 (a device)
        pytest.skip("no such device here")
    kept(tmp_path / "out", factor=factor)
    line = f"sleep 0.1; {sys.executable} -m paceline judge out -v --format {format_} {out}"
    if "|" in out:
        line = f"set -o pipefail; {line}"
    assert subprocess.run(["bash", "-c", line], cwd=tmp_path, check=False, capture_output=True).returncode == code


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_an_error_that_nobody_reads_is_no_regression(tmp_path: Path):
    """Its exit code is its own where the reader of standard error has gone."""
    line = f"set -o pipefail; (sleep 0.1; {sys.executable} -m paceline judge nowhere) 2>&1 | true"
    assert subprocess.run(["bash", "-c", line], cwd=tmp_path, check=False).returncode == 2


@pytest.mark.parametrize("letters", ["ascii", "latin-1"])
def test_a_terminal_with_other_letters_hides_no_verdict(tmp_path: Path, letters: str):
    """What it has no letter for is shown as a question mark."""
    kept(tmp_path / "out", factor=1.5)
    command = [sys.executable, "-m", "paceline", "judge", "out", "-v"]
    environment = {**os.environ, "PYTHONIOENCODING": letters, "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"2 regressions" in done.stdout


@pytest.mark.parametrize("ignored", ["secret\n", "*\n"])
def test_a_folders_own_gitignore_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ignored: str):
    """Whether a race comes to be in the folder, or nothing was collected."""
    monkeypatch.chdir(suite(tmp_path, "def test_it(): pass"))
    (tmp_path / ".gitignore").write_text(ignored)
    words = ["race", f"--side=a={sys.executable}", "--out=.", "--heats=1", "--", "test_toy.py"]
    assert main(words) == 2
    assert (tmp_path / ".gitignore").read_text() == ignored
    suite(tmp_path)
    assert main(words) == 0
    assert (tmp_path / ".gitignore").read_text() == ignored


def test_an_error_of_our_own_says_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Where something was measured the exit code is that of what could not be judged, and its folder is named."""
    folder = kept(tmp_path / "out")
    monkeypatch.setattr("paceline.cli.judge.judge_gate", lambda *_, **__: 1 / 0)
    assert main(["judge", str(folder)]) == 3
    assert f"what was measured is kept in {folder}" in capsys.readouterr().err


def test_a_full_disk_is_no_error_of_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """It is named without a traceback, with what is kept."""
    folder = kept(tmp_path / "out")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "there")

    monkeypatch.setattr("paceline.cli.judge.judge_gate", full)
    assert main(["judge", str(folder)]) == 3
    said = f"there: could not go on (No space left on device); what was measured is kept in {folder}"
    assert capsys.readouterr().err == f"paceline judge: {said}\n"


def test_a_race_in_which_nothing_was_timed_can_be_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It is no success, its folder stays whole, and going on with it ends alike, not in an error of our own."""
    monkeypatch.chdir(suite(tmp_path, "def test_it(benchmark): assert benchmark is None"))
    assert raced("--heats=1") == 3
    assert (tmp_path / "out" / ".gitignore").read_text() == "*\n"
    assert main(["race", "--resume=out", "--heats=1"]) == 3
    assert (tmp_path / "out" / "race.json").exists()


def test_a_side_that_does_not_start_again_costs_no_finished_heat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """The heats before are kept and told, with what was wrong."""
    monkeypatch.chdir(suite(tmp_path, FINE))
    (tmp_path / "conftest.py").write_text(
        "import os, pathlib\n"
        "if any(name.startswith('PACELINE') for name in os.environ):\n"
        "    with open('starts', 'a') as starts: starts.write('x')\n"
        "    if len(pathlib.Path('starts').read_text()) > 2: os._exit(9)\n"
    )
    assert raced("--heats=5") == 0
    told = capsys.readouterr().out
    assert "could not run; the race ends with the heats before it: side a: pytest did not start there" in told
    assert "test_it" in told
