"""Strategies within this interpreter: none, and threads."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor

from . import Strategy
from .sequential import SequentialExecutor


def _never() -> str | None:
    return None


def _sequential(_: int) -> Executor:
    return SequentialExecutor()


def _threads(workers: int) -> Executor:
    return ThreadPoolExecutor(max_workers=workers)


STRATEGIES = (
    Strategy("sequential", "one task after another, in the calling thread", _sequential, _never, concurrent=False),
    Strategy("threads", "a pool of threads that share this interpreter", _threads, _never),
)
