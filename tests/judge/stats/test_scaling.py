from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.errors import PacelineError
from paceline.judge.stats.scaling import amdahl_bound, largest_task_bound, scaling_change, serial_share

if TYPE_CHECKING:
    from collections.abc import Callable

TASKS = st.lists(st.floats(0.01, 10), min_size=1, max_size=6)


@pytest.mark.parametrize(("speedup", "workers", "serial"), [(2, 2, 0), (1, 2, 1), (1.6, 2, 0.25), (2.5, 4, 0.2)])
def test_the_serial_share_is_amdahls_law_solved(speedup: float, workers: int, serial: float):
    """A quarter that is serial leaves 1.6 of 2 workers, a fifth 2.5 of 4: and back again."""
    assert serial_share(speedup, workers) == pytest.approx(serial)
    assert amdahl_bound(serial_share(speedup, workers), workers) == pytest.approx(speedup)


def test_more_than_all_workers_or_less_than_one_leave_a_share_within_all_of_it():
    """Caches can give more than p of p workers, and overheads less than 1: nothing and all of it are serial then."""
    assert serial_share(2.2, 2) == 0
    assert serial_share(0.4, 2) == 1


def test_one_worker_has_no_serial_share():
    """There is nothing to solve."""
    with pytest.raises(PacelineError, match="no serial share"):
        serial_share(1.0, 1)


def test_a_lost_speed_up_is_above_zero():
    """A speed-up loses what the strategy lost and sequential did not, heat by heat; missing heats stay missing."""
    z = scaling_change(np.log([1.9, 1.9, np.nan]), np.log([1.3, 1.9, 1.3]))
    np.testing.assert_allclose(z, [math.log(1.9 / 1.3), 0.0, np.nan])


@pytest.mark.parametrize(
    ("serial", "workers", "bound"), [(0.05, 20, 10.2564), (0, 8, 8), (1, 8, 1), (0.1, math.inf, 10)]
)
def test_amdahls_law(serial: float, workers: float, bound: float):
    """A twentieth that is serial leaves 10.26 of 20 workers; without workers' end, 1/f."""
    assert amdahl_bound(serial, workers) == pytest.approx(bound, abs=1e-4)


def test_the_tutorials_tasks_are_bound_by_the_largest():
    """One task of 82 % of the work: 1.22 whatever the strategy and the number of workers."""
    assert largest_task_bound([82, 10, 8], workers=10) == pytest.approx(1.22, abs=0.005)


@given(TASKS, st.integers(1, 3))
def test_no_schedule_beats_the_largest_tasks_bound(tasks: list[float], workers: int):
    """Brute force: of all ways to give tasks to workers none is faster than the bound."""
    best = min(
        max(sum(t for t, who in zip(tasks, given_to, strict=True) if who == w) for w in range(workers))
        for given_to in itertools.product(range(workers), repeat=len(tasks))
    )
    assert sum(tasks) / best <= largest_task_bound(tasks, workers) * (1 + 1e-9)


@pytest.mark.parametrize(
    "bound",
    [lambda: amdahl_bound(1.5, 2), lambda: amdahl_bound(0.5, 0), lambda: largest_task_bound([], 2)],
)
def test_bounds_of_nonsense_are_errors(bound: Callable[[], float]):
    """More than all the work, no workers, and no tasks have no bound."""
    with pytest.raises(PacelineError):
        bound()
