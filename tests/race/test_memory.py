from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from paceline.race.running import run_race
from paceline.results.folder import RaceFolder

from .conftest import Nobody

if TYPE_CHECKING:
    from .conftest import Track

SUITE = """
    def hold(mebibytes): time.sleep(0.02); return len(bytearray(mebibytes << 20))
    def test_alone(benchmark): benchmark(abs, 1)
    @pytest.mark.parametrize("strategy", ["sequential", "threads", "processes-spawn"])
    @pytest.mark.parametrize("workers", [1])
    def test_pool(benchmark, executor, strategy, workers):
        tasks = lambda: list(executor.map(hold, [100]))
        benchmark.pedantic(tasks, rounds=2) if strategy == "threads" else benchmark(tasks)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody says what worker processes have")
def test_a_case_under_a_strategy_has_the_peak_memory_of_all_its_processes(track: Track):
    """A task's 100 MiB count once: the reference rounds' own do not, which compute in another process than the pool's.

    It is kept on disk too; a case that takes no executor has none.
    """
    track.suite("a", SUITE)
    race, live = run_race(replace(track.config("a"), reference=True), Nobody())
    kept = RaceFolder(track.root / "out").load()[1]
    found = {case.id: live.of(case.id, "a")[1].memory for case in race.cases}
    assert found == {case.id: kept.of(case.id, "a")[1].memory for case in race.cases}
    assert found.pop("test_toy.py::test_alone") is None
    assert len(found) == 3
    for memory in found.values():
        assert memory is not None
        assert 110 < memory / 2**20 < 200
