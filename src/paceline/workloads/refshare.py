"""Contention for reference counts without the GIL: four tasks walk n times over the same 64 objects.

Few objects, walked often: of a list of millions, two threads are rarely at the same object at the same time.
"""

from __future__ import annotations

SIZES = (10, 300, 5_000)
OBJECTS = 64
_FIRST = 100_000  # small integers are made once, and have no reference count to contend for


def values() -> list[int]:
    """Return new objects."""
    return list(range(_FIRST, _FIRST + OBJECTS))


def task(argument: tuple[int, list[int]]) -> int:
    """Return how often an even item was met; each item's reference count goes up and down."""
    walks, items = argument
    even = 0
    for _ in range(walks):
        for item in items:
            even += not item & 1
    return even


def tasks(size: int) -> list[tuple[int, list[int]]]:
    """Return four tasks with the same list (process pools each get a copy)."""
    return [(size, values())] * 4


def right(argument: tuple[int, list[int]], result: int) -> bool:
    """Compare with half of all that were met."""
    return result == argument[0] * OBJECTS // 2
