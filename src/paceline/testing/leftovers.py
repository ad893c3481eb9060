"""The contract's program: use one strategy in a process of its own, and say what it did and left, as JSON."""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import json
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from .. import strategies, workloads
from ..errors import PacelineError
from ..strategies.mapping import map_tasks
from ..strategies.warm import meet, prime
from ..workloads import loop

WORKERS = 2
PATIENCE = 30  # seconds, for what takes milliseconds


def main(name: str) -> dict[str, Any]:
    """Use a strategy twice, and kill its workers; tell what came of it."""
    strategy = strategies.get(name)
    workers = WORKERS if strategy.concurrent else 1
    start = left()
    use(strategy, workers)  # some helpers are started once, and with them their pipes
    start["files"] = left()["files"]
    told = use(strategy, workers)
    told["left"] = since(start)
    if strategy.concurrent:
        told["let_go"] = let_go(strategy, workers)
        told["left_when_let_go"] = settled(start, told["left"])
    if strategy.processes:
        told["killed"] = killed(strategy, workers)
        told["left_by_the_killed"] = since(start)
    return told


def use(strategy: strategies.Strategy, workers: int) -> dict[str, Any]:
    """Make an executor, let it do all that it is to do, and close it."""
    with strategy.open(workers) as executor:
        met = prime(executor, workers)
        sizes = [40_000, 10, 20_000, 10, 10]
        ordered = [map_tasks(executor, loop.task, sizes, batch=batch) for batch in (1, 2, 64)]
        told = {
            "workers": len(met),
            "here": [os.getpid() == worker.pid for worker in met],
            "wrong": [name for name in workloads.names() if not same(executor, name)],
            "ordered": ordered == [[loop.task(size) for size in sizes]] * 3,
            "raised": [raised(executor, int, "x"), raised(executor, workloads.get, "nope")],
        }
    try:
        executor.submit(int, "1")
    except RuntimeError:
        told["closed"] = True
    executor.shutdown()
    return told


def same(executor: Any, name: str) -> bool:
    """Tell whether a workload's results are those of a plain loop, and right."""
    chosen = workloads.get(name)
    arguments = chosen.tasks(chosen.sizes[0])
    results = map_tasks(executor, chosen.task, arguments)
    chosen.verify(arguments, results)
    return results == [chosen.task(argument) for argument in arguments]


def raised(executor: Any, task: Any, argument: str) -> list[str]:
    """Return the exception's type and text, met in the middle of a map."""
    results = executor.map(task, ["1" if task is int else "loop", argument])
    next(results)
    try:
        next(results)
    except (ValueError, PacelineError) as error:
        return [type(error).__name__, str(error)]
    return []


def killed(strategy: strategies.Strategy, workers: int) -> list[str]:
    """Kill all workers in the middle of a task; return the classes of the error that its future has."""
    executor = strategy.open(workers)
    pids = {worker.pid for worker in prime(executor, workers)}
    with tempfile.TemporaryDirectory() as folder:
        future = executor.submit(meet, folder, 2, PATIENCE)  # one comes, and waits for a second
        while not list(Path(folder).iterdir()):
            time.sleep(0.001)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):  # a pool that has lost one worker may have ended the other
                os.kill(pid, signal.SIGKILL)
        error = future.exception(PATIENCE)
    executor.shutdown()
    return [kind.__name__ for kind in type(error).__mro__]


def let_go(strategy: strategies.Strategy, workers: int) -> dict[str, Any]:
    """Let go of an executor with more tasks than workers, as Ctrl-C does; tell how that went."""
    executor = strategy.open(workers)
    prime(executor, workers)
    with tempfile.TemporaryDirectory() as folder:
        calls = [executor.submit(meet, folder, 99, 1.0) for _ in range(8 * workers)]  # each waits a second in vain
        while not list(Path(folder).iterdir()):
            time.sleep(0.001)
        began = time.monotonic()
        executor.shutdown(wait=False, cancel_futures=True)
        while not all(call.done() for call in calls) and time.monotonic() < began + PATIENCE:
            time.sleep(0.01)  # waiting for futures does not see those that are cancelled here
        seconds = time.monotonic() - began
        executor.shutdown()
    return {"open": sum(not call.done() for call in calls), "seconds": seconds}


def left() -> dict[str, set[str]]:
    """Return what this process has: children, threads, interpreters, open files, semaphores, temporary files."""
    return {
        "processes": {f"{pid} {line}" for pid, line in children()},
        "threads": {thread.name for thread in threading.enumerate()},
        "interpreters": interpreters(),
        "files": {link.name for link in Path("/proc/self/fd").iterdir() if link.exists()},
        "semaphores": {
            line.split()[-2] for line in Path("/proc/self/maps").read_text().splitlines() if "/sem." in line
        },
        "temporary": {path.name for path in Path(tempfile.gettempdir()).iterdir()},
    }


def since(start: dict[str, set[str]]) -> dict[str, list[str]]:
    """Return what this process has now and had not then."""
    gc.collect()
    now = left()
    return {kind: sorted(now[kind] - start[kind]) for kind in now}


def settled(start: dict[str, set[str]], usual: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return what is left once it is what a closed executor leaves, or after a while: nobody waits for the let go."""
    deadline = time.monotonic() + 5
    while (now := since(start)) != usual and time.monotonic() < deadline:
        time.sleep(0.05)
    return now


def children() -> list[tuple[int, str]]:
    """Return the child processes' ids and command lines."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            line = (folder / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):
            continue  # gone meanwhile
        if parent == os.getpid():
            found.append((int(folder.name), line))
    return found


def interpreters() -> set[str]:
    """Return the interpreters of this process, where it can have several."""
    if importlib.util.find_spec("concurrent.interpreters") is None:
        return set()
    return {str(one.id) for one in importlib.import_module("concurrent.interpreters").list_all()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
