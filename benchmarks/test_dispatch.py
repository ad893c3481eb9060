"""What a task costs that does nothing: one by one, and in batches of 64."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paceline import strategies, workloads
from paceline.strategies.mapping import map_tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

TASKS = 256


def cases(counts: Callable[[str], list[int]]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield every strategy with every number of workers and both batches."""
    for strategy in strategies.names():
        for workers in counts(strategy):
            for batch in (1, 64):
                yield {"strategy": strategy, "batch": batch, "workers": workers}, False


def test_dispatch(benchmark: Any, executor: Executor, batch: int) -> None:
    """Tiny tasks come back complete and in order, however they are batched."""
    empty = workloads.get("dispatch")
    arguments = empty.tasks(TASKS)
    results = benchmark(map_tasks, executor, empty.task, arguments, batch=batch)
    empty.verify(arguments, results)
