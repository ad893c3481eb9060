"""Subinterpreters that can't meet a fork (3.14 and later).

A fork while any subinterpreter is open segfaults the child on CPython 3.14 and 3.15, whoever forks: `os.fork`, a fork
pool, a `preexec_fn`. So the pools made here are closed before any fork of this process goes ahead. A hook that runs
before a fork can't refuse it, and needs not: the pool's owner then hears that it has been shut down.
"""

from __future__ import annotations

import os
import weakref
from concurrent.futures import InterpreterPoolExecutor  # type: ignore[attr-defined] # checked as Python 3.11

_OPEN: weakref.WeakSet[InterpreterPoolExecutor] = weakref.WeakSet()


class GuardedInterpreters(InterpreterPoolExecutor):  # type: ignore[misc] # the same
    """An `InterpreterPoolExecutor` that is shut down before this process forks."""

    def __init__(self, max_workers: int) -> None:
        super().__init__(max_workers=max_workers)
        _OPEN.add(self)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 (the base's signature)
        """Close all interpreters; after waiting for them no fork needs to mind this pool."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            _OPEN.discard(self)


def close_interpreters() -> None:
    """Shut down every pool of subinterpreters made here; waits for the tasks that they are at."""
    for pool in list(_OPEN):
        pool.shutdown(cancel_futures=True)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=close_interpreters)
