from __future__ import annotations

import multiprocessing
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from paceline.side.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not say what a thread computes")


def work(size: int = 200_000) -> int:
    return sum(range(size))


def who(size: int) -> tuple[int, int]:
    return threading.get_native_id(), work(size)


def in_a_thread_of_its_own() -> int:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


POOLS: dict[str, Callable[[], Executor]] = {
    "threads": lambda: ThreadPoolExecutor(2),
    "processes": lambda: ProcessPoolExecutor(2, multiprocessing.get_context("spawn")),
}


@pytest.mark.parametrize("pool", POOLS)
def test_workers_are_known_by_what_they_compute(pool: str):
    """The threads and processes of a pool that work are; what is idle is none."""
    with POOLS[pool]() as executor, ThreadPoolExecutor(1) as idle:
        at_rest = idle.submit(threading.get_native_id).result()
        list(executor.map(work, [1000] * 40))
        watch = Watch()
        seen = {number for number, _ in executor.map(who, [1_000_000] * 10)}
        assert seen <= set(watch.workers())
        assert watch.concurrent()
        assert at_rest not in watch.workers()


def test_the_calling_thread_is_no_worker():
    watch = Watch()
    work()
    assert watch.workers() == []
    assert not watch.concurrent()


@pytest.mark.parametrize("pool", POOLS)
def test_what_starts_threads_for_its_tasks_is_no_worker(pool: str):
    """Such a thread may compute where its parent may: a parent on one core would keep it there."""
    with POOLS[pool]() as executor:
        executor.submit(work, 1).result()
        watch = Watch()
        for _ in range(5):
            executor.submit(in_a_thread_of_its_own).result()
        assert watch.workers() == []
        assert watch.concurrent()
