"""Warm pools: every worker is there, has imported what it needs, and is known by its identity.

Most executors start their workers when tasks come, so an executor that was only made is cold (spawn: 89 ms instead of
5). A rendezvous wakes them all: each worker that comes waits until all have come, so no worker can come twice.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from concurrent import futures
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import PacelineError
from ..gil import turned_on_by, watch
from ..interpreter import gil_enabled
from .starting import held_back

if TYPE_CHECKING:
    from concurrent.futures import Executor

_GOING = 1.0  # seconds; a rendezvous that has failed is not waited for
_PATIENCE = 60.0  # seconds; ten spawned workers on one busy core need about five


class Worker(NamedTuple):
    """Who computes, and how: one worker of a pool."""

    pid: int
    thread: int
    interpreter: int
    gil: bool
    """Whether it holds a GIL, asked where it computes: an extension that is imported there can switch it on."""
    gil_by: str = ""
    """The extension modules that did so since it was first asked."""


def myself() -> Worker:
    """Return the worker that runs this."""
    interpreter = 0
    if sys.version_info >= (3, 14):
        from concurrent import interpreters  # noqa: PLC0415 (there from Python 3.14 on)

        interpreter = interpreters.get_current().id
    watch()
    return Worker(os.getpid(), threading.get_ident(), interpreter, gil_enabled(), turned_on_by())


def meet(folder: str, count: int, patience: float) -> Worker:
    """Wait, as a worker, until `count` workers are in `folder`; TimeoutError after `patience` seconds.

    A folder is the one meeting place that threads, processes, interpreters and clusters on one machine share.
    """
    me = myself()
    Path(folder, "-".join(str(part) for part in me[:3])).touch()
    deadline, pause = time.monotonic() + patience, 0.0001
    while len(os.listdir(folder)) < count:  # noqa: PTH208 (polled: no need for paths)
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(pause)
        pause = min(2 * pause, 0.005)
    return me


def prime(
    executor: Executor, workers: int, *, patience: float = _PATIENCE, processes: bool = False
) -> tuple[Worker, ...]:
    """Start all workers and return them, each once; `PacelineError` unless exactly so many come in time.

    `processes`: whether they are processes of their own, which Ctrl-C is not to end before they are up.
    """
    with tempfile.TemporaryDirectory(prefix="paceline-", ignore_cleanup_errors=True) as folder:
        with held_back(processes=processes):
            calls = [executor.submit(meet, folder, workers, patience) for _ in range(workers)]
        try:
            found = {future.result(patience + 5) for future in calls}
        except (TimeoutError, futures.TimeoutError) as error:  # two classes before Python 3.11
            came = len(os.listdir(folder))  # noqa: PTH208 (names alone)
            for call in calls:
                call.cancel()
            futures.wait(calls, _GOING)  # who has just begun to wait would leave a file behind
            raise PacelineError(f"{came} of {workers} workers started within {patience:g} s") from error
    if len(found) != workers:
        raise PacelineError(f"{len(found)} distinct workers instead of {workers}")
    return tuple(sorted(found))
