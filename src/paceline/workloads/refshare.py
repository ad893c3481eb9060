"""Contention for reference counts without the GIL: four tasks walk one list of n objects."""

from __future__ import annotations

SIZES = (5_000, 50_000, 500_000)


def task(values: list[int]) -> int:
    """Return the number of the list's even items; each item's count goes up and down."""
    even = 0
    for value in values:
        even += not value & 1
    return even


def tasks(size: int) -> list[list[int]]:
    """Return four tasks with the same list (process pools each get a copy, and pay for it)."""
    return [list(range(size))] * 4


def right(values: list[int], result: int) -> bool:
    """Compare with half of the indices, rounded up."""
    return result == (len(values) + 1) // 2
