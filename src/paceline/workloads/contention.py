"""Locks, and free threading: n increments under one lock that all tasks of a process share."""

from __future__ import annotations

from threading import Lock

SIZES = (500, 10_000, 150_000)
_LOCK = Lock()


def task(increments: int) -> int:
    """Return a count that is raised one by one under the lock."""
    count = 0
    for _ in range(increments):
        with _LOCK:
            count += 1
    return count


def tasks(size: int) -> list[int]:
    """Return four equal tasks."""
    return [size] * 4


def right(increments: int, result: int) -> bool:
    """Compare the count."""
    return result == increments
