"""How long each of a workload's tasks takes, which bounds every pool, and how many bytes go to workers and back."""

from __future__ import annotations

import pickle
import time
from typing import TYPE_CHECKING

from .. import workloads
from ..results import caseid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..results.records import Case

_TRIES = 2


def task_seconds(cases: Iterable[Case]) -> dict[str, tuple[float, ...]]:
    """Return the seconds of each task by `WORKLOAD SIZE`, at the largest size of each workload.

    Timed here, in one thread, the faster of two tries: what counts is their proportion, hardly another one elsewhere.
    """
    return {f"{name} {size}": _tasks(name, size) for name, size in _largest(cases).items()}


def task_bytes(cases: Iterable[Case]) -> dict[str, int]:
    """Return the bytes of all tasks' arguments and results, pickled, by `WORKLOAD SIZE` as `task_seconds`."""
    return {f"{name} {size}": _bytes(name, size) for name, size in _largest(cases).items()}


def _largest(cases: Iterable[Case]) -> dict[str, int]:
    """Return the largest size of each workload."""
    sizes: dict[str, int] = {}
    for case in cases:
        parameters = caseid.split(case.id).parameters
        name, size = parameters.get("workload", ""), parameters.get("size", "")
        if name in workloads.names() and size.isdecimal():
            sizes[name] = max(sizes.get(name, 0), int(size))
    return sizes


def _bytes(name: str, size: int) -> int:
    workload = workloads.get(name)
    tasks = workload.tasks(size)
    return sum(
        len(pickle.dumps(data, pickle.HIGHEST_PROTOCOL)) for each in tasks for data in (each, workload.task(each))
    )


def _tasks(name: str, size: int) -> tuple[float, ...]:
    workload = workloads.get(name)
    return tuple(min(_seconds(workload.task, each) for _ in range(_TRIES)) for each in workload.tasks(size))


def _seconds(task: Callable[[Any], Any], argument: Any) -> float:
    start = time.perf_counter()
    task(argument)
    return time.perf_counter() - start
