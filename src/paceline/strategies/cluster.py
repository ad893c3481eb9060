"""Strategies with an engine of their own, which is imported when a pool is asked for: loky, and dask on one machine."""

from __future__ import annotations

import importlib.util
import sys
from functools import partial
from typing import TYPE_CHECKING

from . import Strategy

if TYPE_CHECKING:
    from concurrent.futures import Executor


def _dask(workers: int) -> Executor:
    from .daskpool import DaskPool  # noqa: PLC0415 (its module is of use with dask alone)

    return DaskPool(workers)


def needs(package: str, extra: str, implementation: str = sys.implementation.name) -> str | None:
    """Return why an engine can't run here: they all rest on cloudpickle, which is CPython's."""
    if implementation != "cpython":
        return "runs on CPython only"
    if importlib.util.find_spec(package) is None:
        return f"needs the package {package} (pip install 'paceline[{extra}]')"
    return None


def _loky(workers: int) -> Executor:
    from .lokypool import LokyPool  # noqa: PLC0415 (loky may not be there)

    return LokyPool(workers)


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
        "dask's scheduler and workers, as processes on this machine; DASK_SCHEDULER_ADDRESS names others",
        _dask,
        partial(needs, "distributed", "dask"),
        processes=True,
        method="spawn",
    ),
)
