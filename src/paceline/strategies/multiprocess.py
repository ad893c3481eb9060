"""Strategies with worker processes from the standard library, one for each start method."""

from __future__ import annotations

import importlib.util
import multiprocessing
import signal
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from multiprocessing import forkserver

from . import Strategy


def quiet_end() -> None:
    """Let signals end a worker process, without a traceback for each idle one: what it does first."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


_SUMMARIES = {
    "fork": "a pool of forks of this process",
    "forkserver": "a pool of forks of a clean server process, which starts and ends with the pool",
    "spawn": "a pool of fresh Python processes",
}


class _ForkserverPool(ProcessPoolExecutor):
    """A pool that takes its server along when it closes, if it started it; else the next "cold" pool was warm."""

    def __init__(self, workers: int) -> None:
        self._ours = _server_pid() is None
        context = multiprocessing.get_context("forkserver")
        super().__init__(max_workers=workers, mp_context=context, initializer=quiet_end)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 (the base's signature)
        super().shutdown(wait, cancel_futures=cancel_futures)
        if wait and self._ours:
            self._ours = False
            _stop_server()


def _server_pid() -> int | None:
    return getattr(getattr(forkserver, "_forkserver", None), "_forkserver_pid", None)


def _stop_server() -> None:
    # Private, made for CPython's own tests; without it the server ends with this process.
    stop = getattr(getattr(forkserver, "_forkserver", None), "_stop", None)
    if stop is not None:
        stop()


def default_method() -> str:
    """Return the platform's default start method, without making it final."""
    return multiprocessing.get_start_method(allow_none=True) or multiprocessing.get_all_start_methods()[0]


def missing(method: str) -> str | None:
    """Return why there can't be a pool of processes with this start method."""
    if importlib.util.find_spec("_multiprocessing") is None:
        return "needs a platform with processes"
    return (
        None
        if method in multiprocessing.get_all_start_methods()
        else f"needs a platform with the {method} start method"
    )


def _make(method: str, workers: int) -> Executor:
    if method == "forkserver":
        return _ForkserverPool(workers)
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(max_workers=workers, mp_context=context, initializer=quiet_end)


STRATEGIES = tuple(
    Strategy(
        f"processes-{method}",
        summary,
        partial(_make, method),
        partial(missing, method),
        forks=method == "fork",
        processes=True,
        method=method,
    )
    for method, summary in _SUMMARIES.items()
)
