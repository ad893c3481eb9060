"""Dask behind an executor: a cluster of its own, or the workers of the scheduler that DASK_SCHEDULER_ADDRESS names."""

from __future__ import annotations

import importlib
import logging
import threading
import weakref
from concurrent.futures import BrokenExecutor, Executor
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from . import scheduler

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from concurrent.futures import Future


class DaskPool(Executor):
    """An executor with exactly so many single-threaded workers, each a process."""

    def __init__(self, workers: int) -> None:
        self._calls: weakref.WeakSet[Future[Any]] = weakref.WeakSet()
        self._lost = ""
        options: dict[str, Any] = {"pure": False}  # pure: equal calls would be computed once
        with ExitStack() as stack:
            if address := scheduler.address():
                client = stack.enter_context(scheduler.connected(address))
                options |= {"workers": scheduler.chosen(client, address, workers), "allow_other_workers": False}
                self._watch(client, options["workers"])
            else:
                client = _local(stack, workers)
            self._close = stack.pop_all()
        self._executor: Executor = client.get_executor(**options)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task over; `BrokenExecutor` once a worker is gone."""
        if self._lost:
            raise BrokenExecutor(f"worker {self._lost} is gone")
        call = self._executor.submit(fn, *args, **kwargs)
        self._calls.add(call)
        return call

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 (the base's signature)
        """End the cluster, if it is our own, or leave it."""
        self._executor.shutdown(wait and not self._lost)  # which cancels what is left, unless it waits
        self._close.close()

    def _watch(self, client: Any, workers: Collection[str]) -> None:
        """Cancel what waits for a worker that is gone: a foreign scheduler would wait until it comes back."""

        def heard(event: tuple[float, dict[str, Any]]) -> None:
            if event[1].get("action") == "remove-worker" and event[1].get("worker") in workers:
                self._lost = event[1]["worker"]
                threading.Thread(target=self._cancel, daemon=True).start()  # not in the client's own loop

        client.subscribe_topic("all", heard)

    def _cancel(self) -> None:
        for call in list(self._calls):
            call.cancel()


def _local(stack: ExitStack, workers: int) -> Any:
    """Start a cluster on this machine, and return its client; both end with the stack."""
    folder = stack.enter_context(TemporaryDirectory(prefix="paceline-", ignore_cleanup_errors=True))
    dask = importlib.import_module("distributed")
    options: dict[str, Any] = {"n_workers": workers, "threads_per_worker": 1}
    # A dead worker is an error here, not a reason for three more tries.
    options |= {
        "silence_logs": logging.CRITICAL,
        "dashboard_address": "127.0.0.1:0",  # any port that is free: without an address it takes the usual one
        "scheduler_kwargs": {"allowed_failures": 0},
    }
    with importlib.import_module("dask").config.set({"temporary-directory": folder}):
        cluster = stack.enter_context(dask.LocalCluster(**options))
    return stack.enter_context(dask.Client(cluster))
