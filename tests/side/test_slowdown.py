from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from paceline.side.slowdown import Slowdown

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

POOLS: dict[str, Callable[[], Executor]] = {
    "threads": lambda: ThreadPoolExecutor(2),
    "processes": lambda: ProcessPoolExecutor(2, multiprocessing.get_context("spawn")),
}


@pytest.mark.parametrize("pool", POOLS)
def test_the_tasks_of_an_executor_become_slower(pool: str):
    """Once it is known what they take, each has its share of work more, in the worker; results stay what they are."""
    with POOLS[pool]() as executor:
        slowdown = Slowdown(1.0, executor)
        for known in (False, True):
            with slowdown.around():
                began = time.perf_counter()
                assert list(executor.map(abs, [-1, -2])) == [1, 2]
                slowdown.rest(0.0)
                assert not known or time.perf_counter() - began > 0.04
            slowdown.learn(0.4)  # two tasks of 0.2 seconds each, half of which is the slowdown
    assert "submit" not in vars(executor)


def test_elsewhere_the_calling_thread_does_the_work():
    """A function without an executor, or whose tasks are not known yet, takes a share of its seconds more."""
    for executor in (None, ThreadPoolExecutor(1)):
        slowdown = Slowdown(0.5, executor)
        with slowdown.around():
            began = time.thread_time()
            slowdown.rest(0.1)
            assert 0.02 < time.thread_time() - began < 0.2


def test_without_a_slowdown_nothing_is_touched():
    with ThreadPoolExecutor(1) as executor:
        slowdown = Slowdown(0.0, executor)
        with slowdown.around():
            assert "submit" not in vars(executor)
            began = time.thread_time()
            slowdown.rest(10.0)
            assert time.thread_time() - began < 0.01
