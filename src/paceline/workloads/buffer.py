"""Bytes there and back, the one place where subinterpreters beat processes clearly: copy n KiB."""

from __future__ import annotations

SIZES = (4, 256, 8192)


def task(data: bytes) -> bytes:
    """Return a copy; every shorter way of writing this returns `data` itself, on CPython or on PyPy."""
    return b"".join((data, b""))


def tasks(size: int) -> list[bytes]:
    """Return four equal tasks, each with bytes of its own."""
    return [bytes(range(index, index + 64)) * (16 * size) for index in range(4)]


def right(data: bytes, result: bytes) -> bool:
    """Compare the content."""
    return result == data
