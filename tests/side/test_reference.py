from __future__ import annotations

import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from paceline.side.reference import Reference
from paceline.side.stopwatch import Lap
from paceline.strategies.mapping import map_tasks

if TYPE_CHECKING:
    from collections.abc import Callable


class OwnExecutor(Executor):
    """One that only has `submit`."""

    def submit(self, *_args: Any, **_kwargs: Any) -> Future[Any]:
        raise AssertionError("it was not switched")


def prepared(
    executor: Executor, call: Callable[[], object], seconds: float, beside: float, *, known: float = 0.0
) -> Callable[[], list[int]]:
    """Return what runs a timed round, and says how many calls were made before it, in it, and after it."""
    calls: list[int] = []

    def run(loops: range) -> tuple[float, Lap, None]:
        for _ in loops:
            call()
        calls.append(len(loops))
        wall = seconds * len(loops)
        return wall, Lap(wall, wall, 0.0, 0), None

    reference = Reference(executor)
    reference.prepare(run, beside, known=known, compiling=0.0)

    def timed() -> list[int]:
        around = reference.around(run)
        return [round(found[1] / seconds) if (found := next(around)) else 0 for _ in range(2)]

    return timed


@pytest.mark.parametrize("kind", [ProcessPoolExecutor, ThreadPoolExecutor, OwnExecutor])
def test_a_reference_round_stays_in_this_process(kind: Callable[[], Executor]):
    """Whatever the executor is, its tasks are carried out here, none of its workers starts, and it is as it was."""
    executor = kind()
    before = dict(vars(executor))
    pids: list[int] = []
    timed = prepared(executor, lambda: pids.extend(map_tasks(executor, abs, [-os.getpid()])), 0.01, 0.01)
    assert timed() == [0, 1]
    assert set(pids) == {os.getpid()}
    assert vars(executor) == before
    executor.shutdown()


def test_the_order_of_a_pair_alternates():
    """A reference round follows its timed round, and the next one precedes its."""
    executor = OwnExecutor()
    timed = prepared(executor, lambda: executor.submit(int), 0.01, 0.03)
    assert [timed() for _ in range(4)] == [[0, 3], [3, 0], [0, 3], [3, 0]]


def test_reference_rounds_of_a_far_faster_pool_are_fewer():
    """Where a call takes six times as long as a timed round, every third round has one: they take twice its time."""
    executor = OwnExecutor()
    timed = prepared(executor, lambda: executor.submit(int), 0.06, 0.01)
    assert [timed() for _ in range(6)] == [[0, 1], [0, 0], [0, 0], [1, 0], [0, 0], [0, 0]]


def test_a_slow_function_is_not_called_to_learn_what_is_known():
    """How long a call takes is known from an earlier heat: the first call is that of a reference round."""
    calls: list[int] = []
    executor = OwnExecutor()
    timed = prepared(executor, lambda: calls.append(1), 0.01, 0.03, known=0.01)
    assert not calls
    assert timed() == [0, 3]


def test_a_long_round_has_none_beside_it():
    """A side may not be silent for ever, and so long a round needs no other to be compared with."""
    calls: list[int] = []
    timed = prepared(OwnExecutor(), lambda: calls.append(1), 12.0, 6.0)
    assert (timed(), calls) == ([0, 0], [])


@pytest.mark.parametrize("error", [ValueError, pytest.skip.Exception])
def test_a_reference_round_that_fails_is_the_last_one(error: type[BaseException]):
    """What a test does without its pool is no failure of its timed rounds."""
    executor, outcomes = OwnExecutor(), iter([None])

    def call() -> None:
        executor.submit(int)
        if next(outcomes, error):
            raise error("no")

    timed = prepared(executor, call, 0.01, 0.01)
    assert [timed() for _ in range(3)] == [[0, 0]] * 3
