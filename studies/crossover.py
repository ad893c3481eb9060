"""Crossovers by brute force: from which size on a process pool beats sequential, on a fine grid, by plain loops.

Neither pytest nor a race takes part: fresh processes, each with a warm pool, time sequential and pool in turn at every
size of a fine grid, a hundredth of a second each at least, and count a process's fastest quarter. Compare with what
`nox -s bench -- -k "product or loop"` says of the same strategy. Two minutes for each interpreter and workload:
`python studies/crossover.py python3.13 python3.14`, with nothing else running, where those can import paceline.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Executor

    Curve = list[tuple[float, float]]

GRIDS = {"loop": (2_000, 40_000, 10), "product": (9, 20, 12)}
"""The smallest and the largest size, and how many, as evenly spaced in ln size as whole numbers allow."""

PROCESSES = 10
ROUNDS = 20
SECONDS = 0.01
"""Of a round at least."""

SOURCE = Path(__file__).parents[1] / "src"


def main() -> None:
    """Time each interpreter's workloads; print where they cross."""
    parser = argparse.ArgumentParser(prog="python studies/crossover.py", description=__doc__)
    parser.add_argument("pythons", nargs="*")
    parser.add_argument("--strategy", default="processes-spawn")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one, options.strategy)
        return
    for python in options.pythons or [sys.executable]:
        for workload in GRIDS:
            print(f"{python} {workload} {options.strategy}: pays from {brute(python, workload, options.strategy)}")


def brute(python: str, workload: str, strategy: str) -> str:
    """Run the processes; return the crossing of their mean curve, and its interval by resampling them."""
    command = [python, __file__, "--one", workload, "--strategy", strategy]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    curves = []
    for _ in range(PROCESSES):
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        rows = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
        curves.append([(size, math.log(alone / pool)) for size, alone, pool in rows])
    rng = random.Random(0)  # noqa: S311 (a draw that can be repeated)
    found = sorted(crossing(rng.choices(curves, k=PROCESSES)) for _ in range(1000))
    return f"{crossing(curves):.4g} (95 %: {found[25]:.4g} to {found[974]:.4g}; {PROCESSES} processes)"


def crossing(curves: list[Curve]) -> float:
    """Return where the mean log speed-up passes 0 for the last time: neighbours are near enough for a line."""
    curve = [(column[0][0], statistics.fmean(y for _, y in column)) for column in zip(*curves, strict=True)]
    last = max((i for i, (_, y) in enumerate(curve) if y <= 0), default=-1)
    if last in {-1, len(curve) - 1}:
        return math.nan
    (left, y0), (right, y1) = curve[last : last + 2]
    return math.exp(math.log(left) - y0 * math.log(right / left) / (y1 - y0))


def one(workload: str, strategy: str) -> None:
    """Time one process's rounds, sequential and pool in turn; print size and both floors in seconds."""
    from paceline import strategies, workloads  # noqa: PLC0415 (the parent needs none of it)
    from paceline.strategies.mapping import map_tasks  # noqa: PLC0415
    from paceline.strategies.warm import prime  # noqa: PLC0415

    def timed(executor: Executor, tasks: list[Any], repeats: int) -> float:
        began = time.perf_counter()
        for _ in range(repeats):
            map_tasks(executor, chosen.task, tasks)
        return (time.perf_counter() - began) / repeats

    chosen = workloads.get(workload)
    low, high, count = GRIDS[workload]
    sizes = sorted({round(low * (high / low) ** (i / (count - 1))) for i in range(count)})
    workers = strategies.workers_of(strategy)
    with strategies.get("sequential").open(1) as alone, strategies.get(strategy).open(workers) as pool:
        prime(pool, workers)
        for size in sizes:
            tasks = chosen.tasks(size)
            rivals = [(each, max(1, math.ceil(SECONDS / timed(each, tasks, 3)))) for each in (alone, pool)]
            rounds = [[timed(each, tasks, repeats) for each, repeats in rivals] for _ in range(ROUNDS)]
            print(size, *(statistics.fmean(sorted(column)[: ROUNDS // 4]) for column in zip(*rounds, strict=True)))


if __name__ == "__main__":
    main()
