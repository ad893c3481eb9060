"""The control of `refshare`: the same walk, over a list of each task's own."""

from __future__ import annotations

from .refshare import SIZES, right, task

__all__ = ["SIZES", "right", "task", "tasks"]


def tasks(size: int) -> list[list[int]]:
    """Return four tasks with a list each."""
    return [list(range(size)) for _ in range(4)]
