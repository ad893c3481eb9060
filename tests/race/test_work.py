from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from .conftest import Track

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not say what a process computes")

SUITE = """
    import subprocess, sys
    @pytest.mark.parametrize("strategy", ["processes-spawn", "threads"])
    def test_pool(benchmark, executor): benchmark(lambda: list(executor.map(sum, [range({size})] * 2)))
    @pytest.mark.parametrize("strategy", ["processes-spawn"])
    def test_counted(benchmark, executor):
        benchmark.pedantic(lambda: list(executor.map(sum, [range({size})] * 2)), rounds=3)
    def test_commands(benchmark):
        command = [sys.executable, "-S", "-c", "sum(range(5 * {size}))"]
        benchmark.pedantic(subprocess.run, (command,), dict(check=True), rounds=3)
"""


def test_what_workers_and_commands_compute_is_compared(track: Track):
    """Twice the work is twice the CPU time of its threads and processes, however noisy the machine is."""
    for side, size in (("a", 1_000_000), ("b", 2_000_000)):
        track.suite(side, SUITE.format(size=size))
    race, samples = track.race("a", "b")
    assert len(race.cases) == 4
    for case in race.cases:
        less, more = (np.median(samples.of(case.id, side)[1].cpu) for side in "ab")
        assert 1.3 < more / less < 3, case.id
        assert case.concurrent
