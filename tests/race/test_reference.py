from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paceline.judge.per_heat import log_speedups
from paceline.race.running import run_race
from paceline.results.folder import RaceFolder

from .conftest import Nobody

if TYPE_CHECKING:
    from .conftest import Track

SUITE = """
    both = pytest.mark.parametrize("strategy", ["sequential", "threads"])
    def tasks(executor): return list(executor.map(time.sleep, [0.006, 0.006]))
    @both
    def test_paired(benchmark, executor): benchmark(tasks, executor)
    @both
    def test_counted(benchmark, executor): benchmark.pedantic(tasks, (executor,), rounds=2)
    @both
    def test_elsewhere(benchmark, executor):
        submit = executor.submit
        benchmark(lambda: submit(time.sleep, 0.001).result())
    @both
    def test_needs_its_pool(benchmark, executor):
        def task(): assert threading.current_thread() is not threading.main_thread()
        benchmark(lambda: executor.submit(task).result())
    @pytest.mark.parametrize("strategy", ["threads"])
    def test_without_rival(benchmark, executor): benchmark(tasks, executor)
    @both
    def test_cold(benchmark, make_executor):
        def cold():
            with make_executor() as executor: tasks(executor)
        benchmark(cold)
"""


PAIRED = "test_toy.py::test_paired[threads]"


def test_a_strategys_rounds_have_sequential_ones_beside_them(track: Track):
    """Two tasks that sleep take half the time in two threads: the rounds of that case alone say so, and are kept.

    A test has none that counts its calls, makes its own pool, does not ask the executor, fails without its pool, or has
    no sequential rival: it is timed as ever.
    """
    track.suite("a", SUITE)
    race, live = run_race(replace(track.config("a"), reference=True), Nobody())
    found = {case.id: live.of(case.id, "a")[1] for case in race.cases if live.of(case.id, "a")}
    assert {case for case, sample in found.items() if len(sample.reference)} == {PAIRED}
    assert {p.case for heat in race.heats for p in heat.problems} == {"test_toy.py::test_needs_its_pool[sequential]"}
    assert len(found) == len(race.cases) - 1
    assert race.heats[0].spent.reference > 0
    samples = RaceFolder(track.root / "out").load()[1]
    np.testing.assert_array_equal(samples.of(PAIRED, "a")[1].reference, found[PAIRED].reference)
    assert math.exp(log_speedups(samples, "", PAIRED, "a")[1]) == pytest.approx(2, rel=0.3)


def test_a_race_that_compares_no_strategies_has_no_reference_rounds(track: Track):
    """They are only timed where that is asked for: a gate compares each strategy with itself."""
    track.suite("a", SUITE)
    race, samples = run_race(track.config("a", args=("-k", "test_paired")), Nobody())
    assert not any(len(samples.of(case.id, "a")[1].reference) for case in race.cases)
    assert race.heats[0].spent.reference == 0
