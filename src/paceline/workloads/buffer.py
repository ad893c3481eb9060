"""The cost of copying data: the same computing at every size, with n KiB passed to a worker and back.

Threads hand over a reference; subinterpreters copy within the process, and processes through a pipe.
"""

from __future__ import annotations

from . import loop

SIZES = (4, 256, 8192)
STEPS = 40_000


def pattern(index: int, size: int) -> bytes:
    """Return n KiB that are not the next task's."""
    return bytes(range(index, index + 64)) * (16 * size)


def task(data: bytes) -> tuple[int, bytes]:
    """Return a number that takes some computing, and the bytes with the first one last, so that PyPy copies them."""
    return loop.task(STEPS), data[1:] + data[:1]


def tasks(size: int) -> list[bytes]:
    """Return four equal tasks, each with bytes of its own."""
    return [pattern(index, size) for index in range(4)]


def right(data: bytes, result: tuple[int, bytes]) -> bool:
    """Compare number and content."""
    turned = result[1]
    return loop.right(STEPS, result[0]) and turned[-1:] + turned[:-1] == data
