"""Serialization as large as the work, so that sequential wins: reverse a list of n integers.

Both grow alike, so that larger sizes have the same answer; from about 50,000 on the C library gives each result's
memory back to the system or keeps it, by the luck of a process's layout, and that is worth a third of the time.
"""

from __future__ import annotations

SIZES = (100, 1_000, 5_000)


def task(values: list[int]) -> list[int]:
    """Return the list reversed, as a new list."""
    return values[::-1]


def tasks(size: int) -> list[list[int]]:
    """Return four equal tasks, each with a list of its own."""
    return [list(range(index, index + size)) for index in range(4)]


def right(values: list[int], result: list[int]) -> bool:
    """Compare the ends, the middle and the length."""
    last, middle = len(values) - 1, len(values) // 2
    ends = len(result) == len(values) and (result[0], result[-1]) == (values[-1], values[0])
    return ends and result[last - middle] == values[middle]
