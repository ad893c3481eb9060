from __future__ import annotations

import json
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from paceline import interpreter
from paceline.report.conditions import problems
from paceline.results.folder import RaceFolder

from ..returning import build_extension, look_free_threaded

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Track

SUITE = """
    def work(_=0): return sum(range(500))
    def load(_): import oldext
    def test_plain(benchmark): benchmark(work)
    def test_old(benchmark):
        import oldext
        benchmark(work)
"""
POOL = """
    @pytest.mark.parametrize("strategy", ["{}"])
    @pytest.mark.parametrize("workers", [1])
    def test_pool(benchmark, executor): benchmark(lambda: executor.submit(load, 0).result())
"""


def _check(track: Track, in_pool: str) -> None:
    """Race the suite with such a pool; check what is counted, said and written."""
    race, samples = track.race("a", heats=3)
    told = {(p.case.split("::")[1].split("[")[0], p.status, p.reason) for heat in race.heats for p in heat.problems}
    assert ("test_old", "GIL back", "since test_old, turned on by oldext") in told
    assert ("test_pool", "GIL back", in_pool) in told
    both = samples, RaceFolder(track.root / "out").load()[1]
    counted = [{case.id.split("::")[1]: len(store.of(case.id, "a")) for case in race.cases} for store in both]
    assert counted[0] == counted[1]
    assert counted[0]["test_old"] == 0
    assert counted[0]["test_plain"] >= 2, "what turned the GIL on is left out of later heats"
    heats = [json.loads(path.read_text()) for path in sorted((track.root / "out" / "heats").iterdir())]
    written = {
        case["name"].split("[")[0]: case["extra_info"]["gil"] for heat in reversed(heats) for case in heat["benchmarks"]
    }
    assert written["test_old"]["main"]["after"]
    assert written["test_pool"]["workers"] == {"before": False, "after": True, "by": "oldext"}
    assert any(
        paragraph.text.startswith("GIL back on a since test_old, turned on by oldext") for paragraph in problems(race)
    )


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="only CPython has such builds")
def test_a_thread_of_a_pool_turns_the_gil_on_for_all(track: Track, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Threads share the main interpreter's: from their test on no case is counted."""
    look_free_threaded(tmp_path / "site", monkeypatch)
    track.suite("a", "def load(_): import oldext\n" + dedent(POOL.format("threads")))
    race, samples = track.race("a", heats=2)
    case = race.cases[0].id
    said = {(problem.status, problem.reason) for heat in race.heats for problem in heat.problems}
    assert said == {("GIL back", f"since {case.split('::')[1]}, turned on by oldext")}
    assert not samples.of(case, "a")


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="only CPython has such builds")
def test_what_a_gil_was_on_for_is_named_and_not_counted(track: Track, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """On an interpreter that looks free-threaded: the main interpreter's GIL, and that of a worker process."""
    look_free_threaded(tmp_path / "site", monkeypatch)
    track.suite("a", SUITE + POOL.format("processes-spawn"))
    _check(track, "in worker processes, turned on by oldext")


@pytest.mark.parametrize(
    ("strategy", "where"),
    [
        ("processes-spawn", "in worker processes, turned on by oldext"),
        ("interpreters", "in subinterpreters, turned on by oldext"),
    ],
)
def test_a_real_extension_turns_the_gil_on(
    track: Track, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strategy: str, where: str
):
    """On a free-threaded build: an extension that does not declare that it runs without a GIL."""
    build_extension(tmp_path / "site", monkeypatch)
    assert not interpreter.gil_enabled()
    track.suite("a", SUITE + POOL.format(strategy))
    _check(track, where)
