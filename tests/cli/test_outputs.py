from __future__ import annotations

import csv
import io
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("msgspec", reason="outputs need paceline[judge]")
pytest.importorskip("jsonschema", reason="their schemas are checked")

import jsonschema

from paceline.cli import main
from paceline.report.formats import markdown
from paceline.results.records import Pair
from tests.report import synthetic
from tests.report.synthetic import HOSTILE, Plan

PLAN = Plan(("main", "branch"), heats=5, rounds=6, workloads=1, pairs=(Pair("main", "branch"),), extra=HOSTILE)


@pytest.fixture
def race(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A race's folder, in an empty working directory."""
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    synthetic.saved(PLAN, tmp_path / "race")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return str(tmp_path / "race")


def test_every_format_goes_to_its_file(race: str, capsys: pytest.CaptureFixture[str]):
    """One command writes all of them, makes their folders, and still tells the terminal."""
    words = [f"--out-{name}=new/{name}" for name in ("markdown", "json", "csv", "junit", "annotations")]
    code = main(["judge", race, *words])
    files = {path.name: path.read_text() for path in Path("new").iterdir()}
    assert json.loads(files["json"])["exit_code"] == code
    cases = len(json.loads(files["json"])["cases"])
    assert len(list(csv.DictReader(io.StringIO(files["csv"], newline="")))) == cases + 1
    assert len(list(ET.fromstring(files["junit"]).iter("testcase"))) == cases + 1
    assert files["annotations"].splitlines()[-1].startswith("::notice title=paceline gate::")
    assert "<details><summary>" in files["markdown"]
    assert len(files) == 5
    assert "at most 5 % of gates" in capsys.readouterr().out


@pytest.mark.parametrize("format_", ["json", "csv", "junit", "annotations", "markdown"])
def test_standard_output_holds_the_format_alone(format_: str, race: str, capsys: pytest.CaptureFixture[str]):
    """What a program reads is what the file would hold, to the byte."""
    main(["judge", race, "--format", format_, f"--out-{format_}", "file"])
    told = capsys.readouterr()
    assert told.out == Path("file").read_text()
    assert told.err == ""


def test_remarks_move_to_standard_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """A race that tells JSON says where it is kept, and how far it is, where nobody parses it."""
    (tmp_path / "test_toy.py").write_text("def test_it(benchmark): benchmark(abs, 1)\n")
    monkeypatch.chdir(tmp_path)
    words = ["race", f"--side=a={sys.executable}", "--heats=1", "--out=out", "--format=json", "--out-csv=a.csv"]
    assert main([*words, "--", "test_toy.py"]) == 0
    told = capsys.readouterr()
    (figure,) = json.loads(told.out)["figures"]
    assert (figure["file"], figure["line"], figure["verdict"]) == ("test_toy.py", 1, "measured")
    assert "kept in out" in told.err
    assert "heat 1" in told.err
    assert len(Path("a.csv").read_text().splitlines()) == 2


@pytest.mark.parametrize("option", ["--json", "--out-json"])
@pytest.mark.parametrize("path", ["file/below", "folder"])
def test_a_file_that_cannot_be_written_is_said_before_anything_is_measured(
    option: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """One sentence with the file and the way out, exit 2, and no race."""
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    Path("folder").mkdir()
    words = ["gate", f"--baseline-python={sys.executable}", f"--candidate-python={sys.executable}", "--out=out"]
    assert main([*words, option, path, "--", "nothing.py"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"paceline gate: {path}: cannot be written")
    assert said.count("\n") == 1
    assert not Path("out").exists()


def test_two_formats_do_not_share_a_file(race: str, capsys: pytest.CaptureFixture[str]):
    """The second would overwrite the first, and so is refused."""
    assert main(["judge", race, "--out-json=a", "--out-csv=a"]) == 2
    assert "two formats" in capsys.readouterr().err
    assert not Path("a").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_costs_one_sentence(race: str, capsys: pytest.CaptureFixture[str]):
    """The verdict is told and the other files are written; only a success does not stay one."""
    expected = main(["judge", race])
    capsys.readouterr()
    code = main(["judge", race, "--out-csv=/dev/full", "--out-json=a.json"])
    told = capsys.readouterr()
    assert "/dev/full: could not be written (No space left on device)" in told.err
    assert f"all of it is in {race}" in told.err
    assert told.err.count("\n") == 1
    assert "at most 5 %" in told.out
    assert json.loads(Path("a.json").read_text())["exit_code"] == expected
    assert code == (expected or 3)


def test_a_file_is_replaced_whole(race: str, monkeypatch: pytest.MonkeyPatch):
    """While it is written the old one is there, behind a link too; when that fails it stays, and nothing else does."""
    Path("real.json").write_text("old")
    Path("link.json").symlink_to("real.json")
    full = OSError(28, "No space left on device")

    def fail(*_: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        main(["judge", race, "--json=link.json"])
    assert Path("real.json").read_text() == "old"
    assert sorted(path.name for path in Path().iterdir()) == ["link.json", "real.json"]
    main(["judge", race, "--json=link.json"])
    assert json.loads(Path("real.json").read_text())["schema"] == 1
    assert Path("link.json").is_symlink()


def test_a_steps_summary_is_added_to_and_kept_within_its_limit(race: str, monkeypatch: pytest.MonkeyPatch):
    """What others wrote stays, and all of it together is no more than GitHub shows."""
    summary = Path("summary.md").resolve()
    others = "x" * (markdown.LIMIT - 4000) + "\n"
    summary.write_text(others)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    main(["judge", race, "-v", f"--out-markdown={summary}"])
    told = summary.read_text()
    assert told.startswith(others)
    assert "rows left out" in told
    assert markdown.LIMIT - 500 < len(told.encode()) <= markdown.LIMIT


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
def test_standard_output_is_a_file_too(race: str, capfd: pytest.CaptureFixture[str]):
    """A device is written to as it is, after what was said there before."""
    main(["judge", race, "--format=csv", "--out-json=/dev/stdout"])
    told = capfd.readouterr().out
    document, end = json.JSONDecoder().raw_decode(told)
    assert document["schema"] == 1
    assert told[end:].strip().startswith("group,interpreter,id,")


def test_annotations_name_files_from_the_repositorys_root(
    race: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """GitHub looks for a file in the checkout, wherever in it the command was run."""
    manifest = Path(race) / "race.json"
    told = json.loads(manifest.read_text())
    told["cases"][0] |= {"file": "bench/test_s.py", "line": 4}
    problem = {"side": "branch", "case": told["cases"][0]["id"], "status": "crashed", "reason": "signal 11"}
    for heat in told["heats"]:
        heat["problems"] = [problem]
    manifest.write_text(json.dumps(told))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(Path.cwd().parent))
    assert main(["judge", race, "--format=annotations"]) == 3
    assert "::error file=here/bench/test_s.py,line=4,title=failed%3A " in capsys.readouterr().out


def test_plain_files_are_told_in_every_format_too(race: str, capsys: pytest.CaptureFixture[str]):
    """Two sets of pytest-benchmark's files give the same document as a race, of nobody's interpreter."""
    files = sorted(Path(race).glob("heats/*.json"))
    sides = {name: [str(file) for file in files if name in file.name] for name in ("main", "branch")}
    words = ["judge", "--baseline", *sides["main"], "--candidate", *sides["branch"], "--out-json=a.json"]
    code = main([*words, "--format=csv"])
    document = json.loads(Path("a.json").read_text())
    schema = json.loads(resources.files("paceline.report").joinpath("gate.schema.json").read_text())
    jsonschema.validate(document, schema)
    assert (document["exit_code"], document["seconds"], document["suite"]) == (code, 0, [])
    told = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))
    assert [row["verdict"] for row in told] == [case["verdict"] for case in document["cases"]]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_written_once(race: str):
    """Its reader gets the whole document: nothing has opened and closed the pipe before."""
    os.mkfifo("pipe")
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(Path("pipe").read_text)
        main(["judge", race, "--out-json=pipe"])
        assert json.loads(read.result(timeout=60))["schema"] == 1
