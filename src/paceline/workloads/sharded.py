"""The control of `contention`: the same steps, with a counter, lock, dict, list and queue of each task's own."""

from __future__ import annotations

from .contention import SIZES, Shelf, right, tasks

__all__ = ["SIZES", "right", "task", "tasks"]


def task(argument: tuple[int, int]) -> int:
    """Return the number of steps, by way of what no other task has."""
    return Shelf().use(*argument)
