from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib import resources
from pathlib import Path
from textwrap import dedent

import jsonschema
import pytest

from paceline.cli import main

SUITE = """
    import time
    def test_fast(benchmark): benchmark(sum, range(3000))
    def test_changed(benchmark): benchmark(sum, range(3000))
"""

WAIT = """
    import time
    import pytest

    @pytest.mark.core
    @pytest.mark.parametrize("size", [1, 2], ids="size={}".format)
    @pytest.mark.parametrize("strategy", ["sequential", "threads"], ids="strategy={}".format)
    @pytest.mark.parametrize("workload", ["wait"], ids="workload={}".format)
    def test_wait(benchmark, executor, size, workload):
        benchmark(lambda: list(executor.map(time.sleep, [0.004 * size] * 2)))
"""


def suite(folder: Path, source: str = SUITE) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "test_toy.py").write_text(dedent(source))
    return folder


def environments() -> list[str]:
    """The two environments of a gate that needs none built."""
    return [f"--baseline-python={sys.executable}", f"--candidate-python={sys.executable}"]


def test_a_regression_is_found_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """A case that takes twice as long is a regression, its neighbour is not; exit 1, and JSON that fits its schema."""
    baseline = suite(tmp_path / "old")
    candidate = suite(
        tmp_path / "new",
        SUITE.replace(
            "test_changed(benchmark): benchmark(sum, range(3000", "test_changed(benchmark): benchmark(sum, range(6000"
        ),
    )
    monkeypatch.chdir(candidate)
    words = [
        "gate",
        *environments(),
        f"--baseline-checkout={baseline}",
        "--heats=12",
        "--json=verdict.json",
        "--out-annotations=annotations",
        "--out=out",
    ]
    assert main([*words, "--", "test_toy.py"]) == 1
    told = capsys.readouterr().out
    assert "1 regression" in told
    assert re.search(r"(?m)^heat 1 begins: 2 cases, .* so far\nheat 1: ", told)
    assert re.search(r"(?m)^test_changed: regression \+\d+\.\d %$", told.partition("kept in")[0])
    verdict = json.loads(Path("verdict.json").read_text())
    schema = json.loads(resources.files("paceline.report").joinpath("gate.schema.json").read_text())
    jsonschema.validate(verdict, schema)
    words_by_case = {case["id"]: case["verdict"] for case in verdict["cases"]}
    assert words_by_case["test_toy.py::test_changed"] == "regression"
    assert words_by_case["test_toy.py::test_fast"] != "regression"
    ratio = next(case["ratio"] for case in verdict["cases"] if case["verdict"] == "regression")
    assert 1.8 < ratio < 2.2
    place = "file=test_toy.py,line=4,title=regression%3A test_changed"
    assert [
        line
        for line in Path("annotations").read_text().splitlines()
        if line.startswith(f"::error {place}::test_changed on cpython-")
    ]
    assert main(["judge", "out"]) == 1
    assert capsys.readouterr().out.count("1 regression") == 1


def test_a_bench_answers_and_writes_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """A case that waits in two threads at once is fastest, in the terminal, in JSON and on the page."""
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "test_wait.py").write_text(dedent(WAIT))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["bench", f"--side=here={sys.executable}", "--heats=3", "--json=figures.json", "--out=out"]) == 0
    told = capsys.readouterr().out
    assert [line.split() for line in told.splitlines() if line.startswith(" wait")] == [["wait", "threads"]]
    figures = json.loads(Path("figures.json").read_text())["figures"]
    best = [row["id"] for row in figures if row["standing"] == "fastest" and "size=2" in row["id"]]
    assert best == ["benchmarks/test_wait.py::test_wait[workload=wait-strategy=threads-size=2]"]
    assert "threads is fastest everywhere" in Path("out", "report.html").read_text(encoding="utf-8")


def test_a_case_that_fails_on_the_candidate_alone_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Failed on the candidate: exit 3, by name, while the other case is judged."""
    baseline = suite(tmp_path / "old")
    failing = SUITE + "    def test_changed(benchmark): assert benchmark(sum, [1]) == 2\n"
    monkeypatch.chdir(suite(tmp_path / "new", failing))
    words = ["gate", *environments(), f"--baseline-checkout={baseline}", "--heats=2", "--out=out", "--", "test_toy.py"]
    assert main(words) == 3
    told = capsys.readouterr().out
    assert "failed: 1 case (test_changed)" in told
    assert "1 inconclusive" in told


def test_the_same_files_are_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """A gate of one environment against itself says that it is an A/A race; one heat of it is no evidence."""
    monkeypatch.chdir(suite(tmp_path / "same"))
    assert main(["gate", *environments(), "--heats=1", "--out=out", "--", "test_toy.py"]) == 3
    told = " ".join(capsys.readouterr().out.split())
    assert "A/A" in told
    assert re.search(r"no case has the \d+ heats that a regression needs, .*; give --budget \d+[sm] or more", told)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["race", "--side=a=no-such-python", "--", "test_toy.py"], "there is no Python 'no-such-python'"),
        (["race", "--side=nonsense"], "is not NAME=PYTHON"),
        (["race", "--", "test_toy.py"], "either --side or --resume is needed"),
        (["race", f"--side=a={sys.executable},no-such-folder"], "not a folder"),
        (["race", f"--side=a={sys.executable}", "--side=a=python3"], "two sides are called 'a'"),
        (
            ["race", f"--side=a={sys.executable}", "--heats=1", "--out=file/out", "--", "test_toy.py"],
            "cannot be written",
        ),
        (["race", f"--side=a={sys.executable}", "--", "-n", "2"], "pytest-xdist"),
        (["race", "--resume=nowhere"], "does not exist"),
        (["bench", f"--side=a={sys.executable}", "--interpreters=b"], "not found"),
        (["gate", "--profile=wild", *environments()], "no profile 'wild'"),
        (["gate", "--against=HEAD"], "not in a git repository"),
        (["gate", "--against=HEAD", "--out=file/out"], "cannot be written"),
        (["judge"], "nothing to judge"),
        (["judge", "--baseline=none.json", "--candidate=none.json"], "--benchmark-json"),
        (["judge", "file"], "file/race.json"),
    ],
)
def test_bad_input_is_one_sentence(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """What cannot be done is said in one sentence, with exit code 2 and nothing half-written."""
    monkeypatch.chdir(suite(tmp_path / "here"))
    Path("file").write_text("")
    before = sorted(Path.cwd().rglob("*"))
    assert main(words) == 2
    said = capsys.readouterr().err
    assert told in said
    assert len(said.strip().splitlines()) == 1
    assert sorted(Path.cwd().rglob("*")) == before


def test_words_for_pytest_are_told_where_they_go(capsys: pytest.CaptureFixture[str]):
    """A file that is named without -- before it is not understood, and what is missing is said."""
    with pytest.raises(SystemExit) as ended:
        main(["gate", "test_toy.py"])
    assert ended.value.code == 2
    assert "after --" in capsys.readouterr().err


def test_an_error_of_our_own_is_no_regression(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """A traceback would exit with 1, which says that something got slower; where nothing was measured it says so."""
    monkeypatch.setattr("paceline.cli.strategies.run", lambda _: 1 / 0)
    assert main(["strategies"]) == 2
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "an error in paceline; please report it; nothing was measured" in said


@pytest.mark.parametrize("table", ["5", "[]", '"fast"'])
def test_a_setting_that_is_no_table_is_one_sentence(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """With its place, exit 2."""
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text(f"[tool]\npaceline = {table}\n")
    assert main(["gate", *environments()]) == 2
    assert "tool.paceline" in capsys.readouterr().err


@pytest.mark.parametrize("budget", ["0", "-5s", "soon", "0s"])
def test_no_time_is_no_budget(budget: str, capsys: pytest.CaptureFixture[str]):
    """A budget of nothing, or of nonsense, is refused."""
    with pytest.raises(SystemExit) as exit_:
        main(["race", f"--budget={budget}"])
    assert exit_.value.code == 2
    assert "30s" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "{", '{"schema": 99}', "[]", '{"schema": 1}'])
def test_a_damaged_manifest_is_one_sentence(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A truncated, foreign or newer manifest names itself and what to do."""
    (tmp_path / "race.json").write_text(content)
    assert main(["judge", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "race.json" in said
    assert len(said.strip().splitlines()) == 1


def test_an_interrupted_race_keeps_its_heats_and_goes_on(tmp_path: Path):
    """Ctrl-C ends a race within two seconds: no child is left, heats are kept, and --resume finishes it."""
    suite(
        tmp_path,
        'import os\ndef test_it(benchmark):\n    open("pids", "a").write(f"{os.getpid()} ")\n    benchmark(abs, 1)\n',
    )
    words = [sys.executable, "-m", "paceline", "race", f"--side=a={sys.executable}"]
    race = subprocess.Popen([*words, "--heats=99", "--out=out", "--", "test_toy.py"], cwd=tmp_path, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    manifest = tmp_path / "out" / "race.json"
    _wait_for(lambda: manifest.exists() and len(json.loads(manifest.read_text())["heats"]) >= 2)
    race.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, said = race.communicate(timeout=20)
    assert time.monotonic() - began < 4  # two seconds, on a machine that runs other tests meanwhile
    assert race.returncode == 130
    assert "--resume out" in said
    assert not [pid for pid in (tmp_path / "pids").read_text().split() if _alive(int(pid))]
    kept = len(json.loads(manifest.read_text())["heats"])
    assert kept >= 2
    resumed = subprocess.run(
        [sys.executable, "-m", "paceline", "race", "--resume=out", "--heats=1"], cwd=tmp_path, check=False
    )
    assert resumed.returncode == 0
    assert len(json.loads(manifest.read_text())["heats"]) == kept + 1


def _wait_for(condition: object) -> None:
    for _ in range(600):
        if condition():  # type: ignore[operator]
            return
        time.sleep(0.05)
    pytest.fail("it never happened")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
