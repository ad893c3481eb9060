"""How much of what the machine gives to two processes does a pool of two workers use? `python studies/capacity.py`.

Two pinned processes that know nothing of each other compute two tasks each; a pool of two workers computes the same
four tasks; turn by turn, so that both meet the same machine. A share of 1 is a pool that costs nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from typing import TYPE_CHECKING

from paceline import strategies, workloads
from paceline.strategies.warm import prime

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

SIZE = 1_000_000
"""Steps of `loop` in a task: about 100 ms."""

TURNS = 12


def serve(line: Connection, core: int) -> None:
    """Compute two tasks on one core whenever asked."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})
    loop = workloads.get("loop")
    first, second, *_ = loop.tasks(SIZE)
    while line.recv():
        loop.task(first)
        loop.task(second)
        line.send(True)


def seconds(work: Callable[[], object]) -> float:
    """Return what one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Print a line for each strategy that can run here."""
    context = multiprocessing.get_context("spawn")
    lines = []
    for core in (0, 1):
        ours, theirs = context.Pipe()
        context.Process(target=serve, args=(theirs, core), daemon=True).start()
        lines.append(ours)

    def independent() -> None:
        for line in lines:
            line.send(True)
        for line in lines:
            line.recv()

    loop = workloads.get("loop")
    tasks = loop.tasks(SIZE)
    independent()
    for name in ("processes-forkserver", "processes-spawn", "interpreters"):
        reason = strategies.get(name).missing()
        if reason:
            print(f"{name}: {reason}")
            continue
        with strategies.get(name).make(2) as pool:
            prime(pool, 2)
            list(pool.map(loop.task, tasks))
            ratios = [seconds(independent) / seconds(lambda: list(pool.map(loop.task, tasks))) for _ in range(TURNS)]
        low, _, high = statistics.quantiles(ratios, n=4)
        print(f"{name}: {statistics.median(ratios):.3f} of capacity (quartiles {low:.3f} to {high:.3f}, n = {TURNS})")
    for line in lines:
        line.send(False)


if __name__ == "__main__":
    main()
