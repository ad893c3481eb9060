"""The strategy of one process with several interpreters in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from . import Strategy

if TYPE_CHECKING:
    from concurrent.futures import Executor


def _make(workers: int) -> Executor:
    from .guard import GuardedInterpreters  # noqa: PLC0415 (there from Python 3.14 on)

    return GuardedInterpreters(workers)


def missing(
    implementation: str = sys.implementation.name, version: tuple[int, ...] = sys.version_info[:2]
) -> str | None:
    """Return why an interpreter has no pool of subinterpreters."""
    if implementation != "cpython":
        return "runs on CPython only"
    return None if version >= (3, 14) else "needs Python 3.14 or later"


STRATEGIES = (Strategy("interpreters", "a pool of threads, each with its own subinterpreter", _make, missing),)
