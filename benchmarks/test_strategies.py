"""Every workload under every strategy at every size: warm pools, with each strategy's control arm of one worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paceline import strategies, workloads
from paceline.strategies.mapping import map_tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

CORE_WORKLOADS = {"product", "tutorial", "loop", "digest", "payload"}
# What free-threading costs is seen best at the largest size; what it costs to see it is 7 cases each.
CORE_AT_LARGEST = {"contention", "refshare"}
# Of the process strategies spawn is the one that every platform and every version has. Warm, they differ little.
CORE_STRATEGIES = {"sequential", "threads", "processes-spawn", "interpreters"}


def cases(counts: Callable[[str], list[int]]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield each case and whether it is in the core grid; cases that share a pool are neighbours."""
    for strategy in strategies.names():
        for workers in counts(strategy):
            for workload in workloads.names():
                for size in workloads.get(workload).sizes:
                    row: dict[str, Any] = {"workload": workload, "strategy": strategy, "size": size, "workers": workers}
                    yield row, _is_core(**row)


def _is_core(workload: str, strategy: str, size: int, workers: int) -> bool:
    """Say whether a case is in the core grid; a number of workers between one and all is there for a scaling curve."""
    curve = workers not in {1, strategies.workers_of(strategy)}
    largest = size == workloads.get(workload).sizes[-1]
    chosen = CORE_WORKLOADS | CORE_AT_LARGEST if largest else CORE_WORKLOADS
    return workload in chosen and strategy in CORE_STRATEGIES and (largest or not curve)


def test_strategy(benchmark: Any, executor: Executor, workload: str, size: int) -> None:
    """A warm pool computes what the workload's oracle expects."""
    chosen = workloads.get(workload)
    arguments = chosen.tasks(size)
    results = benchmark(map_tasks, executor, chosen.task, arguments)
    chosen.verify(arguments, results, size=size)
