from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Track

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="a thread cannot be moved between cores"
)

SUITE = """
    import json, pathlib
    from concurrent.futures import ThreadPoolExecutor

    SEEN = {}

    def task():
        sum(range(20_000))
        return len(os.sched_getaffinity(0))

    @pytest.fixture(scope="module")
    def pool():
        with ThreadPoolExecutor(2) as pool: yield pool

    def seen(name, pool):
        def call():
            SEEN.setdefault(name, []).append(pool.submit(task).result())
        return call

    def test_pool(benchmark, pool):
        benchmark(seen("timed", pool))
        seen("after", pool)()
        pathlib.Path("seen.json").write_text(json.dumps(SEEN))

    def test_pedantic(benchmark, pool):
        benchmark.pedantic(seen("pedantic", pool), rounds=6)
        pathlib.Path("pedantic.json").write_text(json.dumps(SEEN["pedantic"]))
"""


def test_a_pools_workers_compute_on_one_core_each_while_sides_are_compared(track: Track):
    """And on all of them before and after; `pedantic` leaves them where they are."""
    for side in ("a", "b"):
        track.suite(side, SUITE)
    race, _ = track.race("a", "b")
    assert not race.heats[0].problems
    everywhere = len(os.sched_getaffinity(0))
    for side in ("a", "b"):
        seen = json.loads((track.root / side / "seen.json").read_text())
        assert seen["timed"][0] == everywhere  # it is not yet known who works
        assert set(seen["timed"]) == {1, everywhere}
        assert seen["timed"][-2] == 1
        assert seen["after"] == [everywhere]
        assert set(json.loads((track.root / side / "pedantic.json").read_text())) == {everywhere}


def test_a_side_alone_is_left_to_the_scheduler(track: Track):
    track.suite("a", SUITE)
    track.race("a")
    seen = json.loads((track.root / "a" / "seen.json").read_text())
    assert set(seen["timed"]) == {len(os.sched_getaffinity(0))}


def test_workers_stay_where_they_are_if_the_other_side_has_none(track: Track):
    """One side alone on its cores would win."""
    track.suite("a", SUITE)
    track.suite("b", SUITE.replace("pool.submit(task).result()", "task()"))
    track.race("a", "b")
    seen = json.loads((track.root / "a" / "seen.json").read_text())
    assert set(seen["timed"]) == {len(os.sched_getaffinity(0))}
