from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paceline.cli import main

pytest.importorskip("msgspec", reason="the judging side")

import msgspec

from paceline.results.records import Pair, Problem

from ..judge.made import case, keep, race, side

if TYPE_CHECKING:
    from collections.abc import Callable

SIDE = side("3.14")
GRID = {case("sequential"): 0.01, case("threads"): 0.006}
FILE = Path("benchmarks/baselines") / f"{SIDE.key}.json"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def kept(name: str, by: float = 1.0, heats: int = 10, **machine: object) -> str:
    """Keep a made-up race; return its folder."""
    made, samples = race(GRID, [SIDE], heats=heats, seed=len(name), factor=lambda *_: by)
    made.machine.update(machine)
    return str(keep(made, samples, Path("results") / name))


def test_a_race_is_approved_and_the_next_held_against_it(capsys: pytest.CaptureFixture[str]):
    """The same code passes; a third slower is a regression, exit 1; on another machine a drift, exit 0."""
    assert main(["baseline", "approve", kept("one"), "--reason", "the first"]) == 0
    assert json.loads(FILE.read_text())["approvals"][0]["reason"] == "the first"
    assert main(["baseline", "check", kept("second")]) == 0
    assert "2 unchanged" in capsys.readouterr().out
    assert main(["baseline", "check", kept("slower", by=1.33)]) == 1
    assert "2 regression" in capsys.readouterr().out
    assert main(["baseline", "check", kept("elsewhere", by=1.33, cpu="Another CPU")]) == 0
    assert "2 drifted" in capsys.readouterr().out


def test_the_newest_race_is_the_default(capsys: pytest.CaptureFixture[str]):
    """And where there is none, that is said."""
    assert main(["baseline", "approve", "--reason", "x"]) == 2
    assert "no race in results/; race first: paceline bench" in capsys.readouterr().err
    kept("one")
    assert main(["baseline", "approve", "--reason", "x"]) == 0
    assert main(["baseline", "check"]) == 0


def test_what_is_doubtful_needs_force(capsys: pytest.CaptureFixture[str]):
    """Too few heats: refused with the first doubt and how many more, and nothing is written; forced: kept."""
    folder = kept("short", heats=4)
    assert main(["baseline", "approve", folder, "--reason", "x"]) == 2
    assert (
        "has 4 heats of 10 (and 1 more); fix that, or approve it all the same with --force" in capsys.readouterr().err
    )
    assert not FILE.exists()
    assert main(["baseline", "approve", folder, "--reason", "x", "--force"]) == 0
    assert FILE.exists()


def test_a_gil_that_came_back_is_refused(capsys: pytest.CaptureFixture[str]):
    """Its test and module are named."""
    made, samples = race(GRID, [SIDE], heats=10)
    problem = Problem("3.14", case("threads"), "GIL back", "since test_old, turned on by oldext")
    made.heats = (msgspec.structs.replace(made.heats[0], problems=(problem,)), *made.heats[1:])
    folder = str(keep(made, samples, Path("results") / "one"))
    assert main(["baseline", "approve", folder, "--reason", "x"]) == 2
    assert "GIL back on 3.14 since test_old, turned on by oldext; fix that" in capsys.readouterr().err


def test_a_renewal_says_what_it_changes(capsys: pytest.CaptureFixture[str]):
    """The new figures are compared with the old ones before they replace them."""
    main(["baseline", "approve", kept("one"), "--reason", "x"])
    capsys.readouterr()
    assert main(["baseline", "approve", kept("two", by=0.5), "--reason", "twice as fast", "--case", "*threads*"]) == 0
    told = capsys.readouterr().out
    assert "improvement" in told
    assert main(["baseline", "show", "3.14"]) == 0
    shown = capsys.readouterr().out
    assert "*threads*: twice as fast" in shown
    times = re.findall(r"(\d+\.\d+) ±", shown)
    assert any(2.9 < float(time) < 3.1 for time in times)
    assert any(9.8 < float(time) < 10.2 for time in times)


def test_nothing_stored_cannot_be_judged(capsys: pytest.CaptureFixture[str]):
    """A check without a baseline is no success."""
    assert main(["baseline", "check", kept("one")]) == 3
    assert "no interpreter here has a stored baseline" in capsys.readouterr().out
    assert main(["baseline", "show"]) == 2
    assert main(["baseline", "diff", "HEAD"]) == 2


@pytest.fixture
def git() -> Callable[..., None]:
    """Return git in a fresh repository here."""

    def call(*words: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *words], check=True, capture_output=True)

    call("init", "--quiet", "--initial-branch=main")
    return call


def test_a_commits_figures_are_compared_with_todays(git: Callable[..., None], capsys: pytest.CaptureFixture[str]):
    """By case, in percent; an unknown commit is one sentence."""
    main(["baseline", "approve", kept("one"), "--reason", "x"])
    git("add", "benchmarks")
    git("commit", "--quiet", "--message", "one")
    main(["baseline", "approve", kept("two", by=2.0), "--reason", "y"])
    capsys.readouterr()
    assert main(["baseline", "diff", "HEAD"]) == 0
    assert "2 cases changed" in capsys.readouterr().out
    assert main(["baseline", "diff", "nowhere"]) == 2
    assert "there is no revision 'nowhere'" in capsys.readouterr().err


def test_the_history_of_what_was_approved(git: Callable[..., None], capsys: pytest.CaptureFixture[str]):
    """A point a commit, and races beside them; a case that jumped names the point from which on."""
    pytest.importorskip("ruptures", reason="needs paceline[history]")
    for number, by in enumerate([1.0] * 4 + [1.5] * 3):
        main(["baseline", "approve", kept(f"race{number}", by=by), "--reason", f"{number}"])
        git("add", "benchmarks")
        git("commit", "--quiet", "--allow-empty", "--message", f"{number}")
    capsys.readouterr()
    assert main(["history", "--case", "*threads*"]) == 0
    told = capsys.readouterr().out
    assert "1 case with a history, 0 without a change point" in told
    assert " +5" in told
    assert main(["history", kept("afterwards"), "-v"]) == 0
    assert " 8 " in capsys.readouterr().out


def test_no_history_is_one_sentence(capsys: pytest.CaptureFixture[str]):
    """Nothing stored, nothing named; a folder without a race."""
    assert main(["history"]) == 2
    assert "there is no history; store baselines with paceline baseline measure" in capsys.readouterr().err
    Path("empty").mkdir()
    assert main(["history", "empty"]) == 2
    assert "holds no race" in capsys.readouterr().err


def test_a_comparison_is_neither_history_nor_baseline(capsys: pytest.CaptureFixture[str]):
    """A gate's seconds are those of a moment: it is passed over among others, and refused where it is named."""
    made, samples = race({case("sequential"): 0.01}, [side("3.14"), side("new")], heats=2, pairs=[Pair("3.14", "new")])
    gate = str(keep(made, samples, Path("results/gate")))
    for words in (["history", gate], ["baseline", "approve", gate, "--reason=x"]):
        assert main(words) == 2
        assert "compares two sides, so it cannot be" in capsys.readouterr().err
    kept("bench")
    assert main(["history", "results", "-v"]) == 0
    assert " 3.14 " in (said := capsys.readouterr().out)
    assert " new " not in said


@pytest.mark.parametrize("content", ["", '{"schema": 99}', "[]"])
def test_a_damaged_baseline_is_one_sentence(content: str, capsys: pytest.CaptureFixture[str]):
    """With its file, exit 2."""
    FILE.parent.mkdir(parents=True)
    FILE.write_text(content)
    assert main(["baseline", "check", kept("one")]) == 2
    said = capsys.readouterr().err
    assert FILE.name in said
    assert said.count("\n") == 1
