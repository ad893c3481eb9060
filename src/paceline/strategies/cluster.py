"""Strategies with an engine of their own, which is imported when a pool is asked for: loky, and dask on one machine."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import sys
import tempfile
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Any

from . import Strategy
from .multiprocess import quiet_end

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future


class _DaskExecutor(Executor):
    """A cluster of single-threaded worker processes on this machine, which starts and ends with the executor."""

    def __init__(self, workers: int) -> None:
        dask = importlib.import_module("distributed")
        self._folder = tempfile.TemporaryDirectory(prefix="paceline-", ignore_cleanup_errors=True)
        options: dict[str, Any] = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
        # A dead worker is an error here, not a reason for three more tries.
        options |= {"silence_logs": logging.CRITICAL, "scheduler_kwargs": {"allowed_failures": 0}}
        with importlib.import_module("dask").config.set({"temporary-directory": self._folder.name}):
            self._cluster = dask.LocalCluster(**options)
        self._client = dask.Client(self._cluster)
        self._executor: Executor = self._client.get_executor(pure=False)  # pure: equal calls would be computed once

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._executor.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 (the base's signature)
        self._executor.shutdown(wait)  # which cancels what is left, unless it waits
        self._client.close()
        self._cluster.close()
        self._folder.cleanup()


def needs(package: str, extra: str, implementation: str = sys.implementation.name) -> str | None:
    """Return why an engine can't run here: they all rest on cloudpickle, which is CPython's."""
    if implementation != "cpython":
        return "runs on CPython only"
    if importlib.util.find_spec(package) is None:
        return f"needs the package {package} (pip install 'paceline[{extra}]')"
    return None


def _loky(workers: int) -> Executor:
    context = importlib.import_module("loky.backend").get_context("loky")
    pool = importlib.import_module("loky").ProcessPoolExecutor
    executor: Executor = pool(max_workers=workers, context=context, initializer=quiet_end)
    return executor


STRATEGIES = (
    Strategy(
        "loky",
        "loky's pool of fresh Python processes",
        _loky,
        partial(needs, "loky", "loky"),
        processes=True,
        method="loky",
    ),
    Strategy(
        "dask",
        "dask's scheduler and workers, as processes on this machine",
        _DaskExecutor,
        partial(needs, "distributed", "dask"),
        processes=True,
        method="spawn",
    ),
)
