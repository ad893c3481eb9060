from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from paceline.machine import affinity
from paceline.side.placement import Placement, kept_on

CORES = affinity() or [0]
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(CORES) < 2, reason="a thread cannot be moved between cores"
)


def test_workers_have_each_core_in_turn_and_in_the_end_all():
    barrier = threading.Barrier(2)

    def cores() -> tuple[int, set[int]]:
        barrier.wait()  # each by a thread of its own
        return threading.get_native_id(), os.sched_getaffinity(0)

    with ThreadPoolExecutor(2) as pool:

        def seen() -> dict[int, set[int]]:
            return dict(future.result() for future in [pool.submit(cores) for _ in range(2)])

        threads = list(seen())
        placement = Placement(threads, lot=7)
        placement.next(wanted=False)
        assert set(map(frozenset, seen().values())) == {frozenset(CORES)}
        turns = []
        for _ in CORES:
            placement.next(wanted=True)
            turns.append(seen())
        for thread in threads:
            assert sorted(core for turn in turns for core in turn[thread]) == CORES
        assert all(len(set.union(*turn.values())) == 2 for turn in turns)
        assert os.sched_getaffinity(0) == set(CORES)
        placement.end()
        assert set(map(frozenset, seen().values())) == {frozenset(CORES)}


def test_a_thread_that_has_ended_is_no_error():
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    placement = Placement([thread.native_id or 0])
    placement.next(wanted=True)
    placement.end()


def test_the_calling_thread_is_kept_on_a_core_for_as_long_as_that_is_wanted():
    for turn in range(len(CORES) + 1):
        with pytest.raises(ValueError, match="fails"), kept_on(turn):  # noqa: PT012 (looked at within)
            assert os.sched_getaffinity(0) == {CORES[turn % len(CORES)]}
            raise ValueError("fails")
        assert os.sched_getaffinity(0) == set(CORES)
