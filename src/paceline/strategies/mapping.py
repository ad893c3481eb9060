"""Mapping a task over its arguments, one by one or in batches."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

A = TypeVar("A")
R = TypeVar("R")


def map_tasks(executor: Executor, task: Callable[[A], R], arguments: Sequence[A], *, batch: int = 1) -> list[R]:
    """Return the results in the arguments' order; a task's exception is raised here.

    Batches are made here because only process pools honour `chunksize`, which would make strategies unequal.
    """
    if batch == 1:
        return list(executor.map(task, arguments))
    batches = [arguments[start : start + batch] for start in range(0, len(arguments), batch)]
    return [result for results in executor.map(run_batch, repeat(task), batches) for result in results]


def run_batch(task: Callable[[A], R], arguments: Sequence[A]) -> list[R]:
    """Carry out one batch, in a worker."""
    return [task(argument) for argument in arguments]
