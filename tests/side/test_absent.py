from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from paceline.cli import main
from paceline.results.folder import RaceFolder

if TYPE_CHECKING:
    from pathlib import Path

HERE = "def test_here(benchmark): benchmark(sum, [1])\n"
NEW = "def test_new(benchmark): benchmark(sum, [1])\n"


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Compare two folders of benchmark files; return the exit code."""

    def run(baseline: dict[str, str], candidate: dict[str, str], *arguments: str) -> int:
        for side, files in (("old", baseline), ("new", candidate)):
            for name, text in {"kept.txt": "", **files}.items():
                path = tmp_path / side / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        monkeypatch.chdir(tmp_path / "new")
        pythons = [f"--baseline-python={sys.executable}", f"--candidate-python={sys.executable}"]
        words = ["gate", *pythons, f"--baseline-checkout={tmp_path / 'old'}", "--out=out", "--heats=2", "--"]
        return main([*words, *arguments])

    return run


@pytest.mark.parametrize(
    "arguments",
    [("bench",), ("bench/test_it.py::test_here", "bench/test_it.py::test_here"), ("--pyargs", "bench.test_it"), ()],
)
def test_benchmarks_that_the_baseline_lacks_are_added(gate, arguments, tmp_path, capsys):
    """A path, an id or a module that only the candidate has is new there: exit 0, said, and no heat more than one."""
    new = {"bench/test_it.py": HERE, "bench/__init__.py": "", "pytest.ini": "[pytest]\ntestpaths = bench"}
    assert gate({"pytest.ini": new["pytest.ini"]}, new, *arguments) == 0
    assert "added: 1 case (test_here)" in capsys.readouterr().out
    race, samples = RaceFolder(tmp_path / "new" / "out").load()
    assert len(race.heats) == 1
    assert not any(samples.of(race.cases[0].id, side.name) for side in race.sides)


def test_an_option_of_the_benchmarks_own_conftest_is_none_for_a_baseline_without_it(gate, capsys):
    """Typed options that only the candidate's conftest file knows are left out where the benchmarks are absent."""
    conftest = "def pytest_addoption(parser): parser.addoption('--size', type=int, required=True)"
    assert gate({}, {"bench/test_it.py": HERE, "bench/conftest.py": conftest}, "bench", "--size", "10") == 0
    assert "added: 1 case (test_here)" in capsys.readouterr().out


def test_benchmarks_that_the_candidate_lacks_are_removed(gate, capsys):
    """What only the baseline has is no success: exit 3."""
    assert gate({"bench/test_it.py": HERE}, {}, "bench") == 3
    assert "removed: 1 case (test_here)" in capsys.readouterr().out


def test_an_argument_that_one_side_lacks_costs_only_its_own_cases(gate, tmp_path, capsys):
    """The other arguments are raced, also where a test is missing in a file that both sides have."""
    arguments = ("bench/test_it.py::test_here", "bench/test_it.py::test_new", "bench/test_more.py", "more")
    new = {"bench/test_it.py": HERE + NEW, "bench/test_more.py": NEW, "more/test_more2.py": NEW}
    gate({"bench/test_it.py": HERE}, new, *arguments)
    assert "added: 3 cases" in capsys.readouterr().out
    _, samples = RaceFolder(tmp_path / "new" / "out").load()
    assert samples.of("bench/test_it.py::test_here", "baseline")


@pytest.mark.parametrize("argument", ["no/such", "bench/test_it.py::test_no"])
def test_an_argument_that_names_nothing_anywhere_is_refused(gate, argument, tmp_path, capsys):
    """A path or an id that no side has is named, although there are other benchmarks: exit 2, nothing is kept."""
    files = {"bench/test_it.py": HERE}
    assert gate(files, files, "bench/test_it.py::test_here", argument) == 2
    assert f"there is no {argument}, on any side" in capsys.readouterr().err
    assert not (tmp_path / "new" / "out").exists()
