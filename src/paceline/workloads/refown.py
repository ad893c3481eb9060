"""The control of `refshare`: the same walk, over objects that each task makes for itself, in its own thread."""

from __future__ import annotations

from . import refshare
from .refshare import SIZES

__all__ = ["SIZES", "right", "task", "tasks"]


def task(walks: int) -> int:
    """Return how often an even item was met; no other thread has ever held one of them."""
    return refshare.task((walks, refshare.values()))


def tasks(size: int) -> list[int]:
    """Return four equal tasks."""
    return [size] * 4


def right(walks: int, result: int) -> bool:
    """Compare with half of all that were met."""
    return result == walks * refshare.OBJECTS // 2
