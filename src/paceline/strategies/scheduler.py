"""A dask scheduler that others have started, of use only if its workers compute as this process does."""

from __future__ import annotations

import importlib
import logging
import os
import socket
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ..errors import PacelineError

_PATIENCE = 10.0
"""Seconds in which a scheduler answers."""

_PACKAGES = ("dask", "distributed", "cloudpickle", "paceline")

_UNSET = "unset DASK_SCHEDULER_ADDRESS for workers of paceline's own"


def address() -> str | None:
    """Return the scheduler that dask is configured with, by DASK_SCHEDULER_ADDRESS or its files; None for our own."""
    named = importlib.import_module("dask").config.get("scheduler-address", None)
    return str(named) if named else None


def connected(named: str) -> Any:
    """Return a client of that scheduler; `PacelineError` where none answers."""
    dask = importlib.import_module("distributed")  # which sets the levels of its loggers
    for part in ("distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(part).setLevel(logging.CRITICAL)  # what is lost is an error that names it
    try:
        return dask.Client(named, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:  # an address that is none is a ValueError
        cure = f"start it (dask scheduler), or {_UNSET}"
        raise PacelineError("no dask scheduler answers", place=named, cure=cure) from error


def chosen(client: Any, named: str, workers: int) -> list[str]:
    """Return so many of its workers; `PacelineError` where there are fewer, or where one is unlike this process."""
    known: dict[str, int] = client.nthreads()
    if len(known) < workers:
        cure = f"start more with `dask worker {named} --nthreads 1`, or ask for fewer"
        raise PacelineError(f"it has {len(known)} of {workers} workers", place=f"dask scheduler {named}", cure=cure)
    found = sorted(known)[:workers]
    cure = f"start it with `{sys.executable} -m dask worker {named} --nthreads 1`, or {_UNSET}"
    try:
        reported = client.run(facts, workers=found)
    except ImportError as error:
        raise PacelineError(
            f"its workers cannot import {error.name}", place=f"dask scheduler {named}", cure=cure
        ) from None
    for worker, theirs in reported.items():
        for fact, value in {**facts(), "threads": "1"}.items():
            seen = str(known[worker]) if fact == "threads" else theirs[fact]
            if seen != value:
                problem = f"its {fact} is {seen} instead of {value}"
                raise PacelineError(problem, place=f"dask worker {worker}", cure=cure)
    return found


def facts() -> dict[str, str]:
    """Return what a worker must have in common with the process that gives it its tasks."""

    def installed(package: str) -> str:
        try:
            return version(package)
        except PackageNotFoundError:
            return "missing"

    python = f"{sys.implementation.name} {sys.version.split()[0]}"
    own = {"machine": socket.gethostname(), "Python": python, "environment": os.path.realpath(sys.prefix)}
    return {**own, **{package: installed(package) for package in _PACKAGES}}
