"""One task bounds every pool: `product` in three unequal tasks, as the tutorial cuts it."""

from __future__ import annotations

from .product import right, task

__all__ = ["SIZES", "right", "task", "tasks"]

SIZES = (10, 16, 21)


def tasks(size: int) -> list[int]:
    """Return the tutorial's 50, 63 and 32 in proportion; its largest task is 4/5 of the work."""
    return [size, max(1, 63 * size // 50), max(1, 32 * size // 50)]
