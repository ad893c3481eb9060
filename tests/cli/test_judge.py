from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from paceline.cli import main

from ..judge.made import case, gated, keep, race, side

if TYPE_CHECKING:
    from pathlib import Path

ODD: dict[str, dict[str, Any]] = {
    "zero": {"stats": {"data": [0.001, 0.0]}},
    "negative": {"stats": {"data": [-0.001]}},
    "null": {"stats": {"data": [None, 0.001]}},
    "nan": {"stats": {"data": [math.nan]}},
    "infinite": {"stats": {"data": [math.inf]}},
    "text": {"stats": {"data": ["0.001"]}},
    "true": {"stats": {"data": [True]}},
    "no rounds": {"stats": {"data": []}},
    "only a mean": {"stats": {"mean": 0.001}},
    "stats of a wrong type": {"stats": 3},
    "no stats": {},
}

HARMLESS: dict[str, dict[str, Any]] = {
    "nan in extra_info": {"extra_info": {"ratio": math.nan}},
    "extra_info of a wrong type": {"extra_info": [1]},
    "ours of a wrong type": {"extra_info": {"paceline": {"cpu": "fast", "switches": None, "reference_loop": 3}}},
    "params of a wrong type": {"params": 5, "param": {"a": [None]}},
    "iterations of a wrong type": {"stats": {"data": [0.001, 0.0011], "iterations": "many"}},
}


def written(folder: Path, name: str, seconds: float, *more: dict[str, Any]) -> str:
    """Write a file with the case `test_slow`, which takes so long, and these."""
    slow = {"fullname": "t.py::test_slow", "stats": {"data": [seconds, 1.01 * seconds], "iterations": 1}}
    path = folder / name
    path.write_text(json.dumps({"benchmarks": [slow, *more]}))
    return str(path)


def judged(folder: Path, entry: dict[str, Any], factor: float = 2.0) -> int:
    """Judge two files a side that hold this entry, while `test_slow` takes `factor` times as long."""
    other = {"fullname": "t.py::test_other", **entry}
    files = [written(folder, name, seconds, other) for name, seconds in zip("ab", (0.001, 0.00101), strict=True)]
    slower = [written(folder, name, factor * s, other) for name, s in zip("cd", (0.001, 0.00101), strict=True)]
    return main(["judge", "--baseline", *files, "--candidate", *slower])


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_case_in_a_file_costs_that_case_only(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """It is named with its file, all others are judged; where none of them is a regression that is no success."""
    assert judged(tmp_path, ODD[kind]) == 1
    told = capsys.readouterr().out
    assert "1 regression" in told
    assert "failed: 1 case (test_other): not comparable: " in told
    assert judged(tmp_path, ODD[kind], factor=1.0) == 3


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_is_none_of_the_judges_costs_nothing(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Odd values outside the rounds are passed over."""
    assert judged(tmp_path, {"stats": {"data": [0.001, 0.0011]}, **HARMLESS[kind]}) == 1
    assert "failed" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is not pytest-benchmark's JSON"),
        ('{"benchmarks": {}}', "is not pytest-benchmark's JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"benchmarks": []}', "no case in common"),
        ('{"benchmarks": [5, {"fullname": null}]}', "it has no fullname"),
        ('{"benchmarks": [{"fullname": "a", "stats": {"data": [' + "9" * 5000 + "]}}]}", "pytest-benchmark's JSON"),
    ],
)
def test_a_file_of_which_nothing_can_be_judged_is_one_sentence(
    content: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """No traceback, and never the exit code of a regression or of a success."""
    path = tmp_path / "odd.json"
    path.write_text(content)
    assert main(["judge", "--baseline", str(path), "--candidate", str(path)]) in {2, 3}
    said = capsys.readouterr().err
    assert told in said
    assert len(said.strip().splitlines()) == 1


def test_an_odd_round_in_a_race_costs_one_heat_of_its_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The folder is judged, with what failed in that heat named; so is one with a status that nobody knows."""
    made, samples = race({"t.py::test_a": 0.001, "t.py::test_b": 0.001}, *gated("3.14"), noise=0.002)
    folder = keep(made, samples, tmp_path / "out")
    heat = folder / "heats" / "0003-candidate.json"
    content = json.loads(heat.read_text())
    content["benchmarks"][0]["stats"]["data"][0] = math.nan
    heat.write_text(json.dumps(content))
    manifest = json.loads((folder / "race.json").read_text())
    manifest["heats"][0]["seconds"] = None
    problem = {"side": "baseline", "case": "t.py::test_b", "status": "evaporated", "reason": "why not"}
    manifest["heats"][1]["problems"] = [problem]
    (folder / "race.json").write_text(json.dumps(manifest))
    main(["judge", str(folder)])
    told = capsys.readouterr()
    assert told.err == ""
    assert "0003-candidate.json" in told.out
    assert "why not" in told.out


def test_a_bench_is_printed_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """With its answers first; it is not merged with other races."""
    strategies = ("sequential", "threads", "processes-spawn")
    made, samples = race({case(name): 0.01 for name in strategies}, [side("3.13"), side("3.14")], heats=8)
    folder = str(keep(made, samples, tmp_path / "bench"))
    assert main(["judge", folder]) == 0
    assert capsys.readouterr().out.lstrip().startswith("Fastest strategy")
    assert main(["judge", folder, folder]) == 2
    assert "judge a bench by itself" in capsys.readouterr().err


@pytest.mark.parametrize(("factor", "code", "told"), [(1.5, 1, "1 of 1 regression"), (1.0, 0, "0 of 1 regression")])
def test_what_a_second_gate_confirms_is_counted(
    factor: float, code: int, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """A regression that it does not show is inconclusive; how many it shows is said first."""
    sides, pairs = gated("3.14")
    cases = {"t.py::test_a": 0.001, "t.py::test_b": 0.001}
    folders = []
    for name, by in (("first", 1.5), ("second", factor)):
        slower = lambda case, side, by=by: by if (case, side) == ("t.py::test_a", sides[1].name) else 1.0  # noqa: E731
        made, samples = race(cases, sides, pairs, heats=12, factor=slower)
        folders.append(str(keep(made, samples, tmp_path / name)))
    assert main(["judge", folders[0], "--confirm", folders[1]]) == code
    assert f"c0ffee against c0ffee; {told} confirmed by" in capsys.readouterr().out


def test_only_a_second_gate_of_the_same_commits_confirms(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A gate cannot confirm itself, and one of other commits would dismiss a real regression."""
    made, samples = race({"t.py::test_a": 0.001}, *gated("3.14"), heats=12)
    other = tuple(msgspec.structs.replace(one, commit="facade") for one in made.sides)
    first = str(keep(made, samples, tmp_path / "first"))
    second = str(keep(msgspec.structs.replace(made, sides=other), samples, tmp_path / "second"))
    for confirming, told in ((first, "cannot confirm itself"), (second, "it compares facade against facade")):
        assert main(["judge", first, "--confirm", confirming]) == 2
        assert told in " ".join(capsys.readouterr().err.split())
