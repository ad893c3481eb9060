"""What a hot loop looks up: a global function, a module's attribute, a global object's method and attribute.

Without the GIL functions and modules are looked up freely; the global object's reference count is contended for.
"""

from __future__ import annotations

import operator

SIZES = (500, 10_000, 150_000)


class _Settings:
    """What a program reads everywhere and never changes."""

    def __init__(self) -> None:
        self.limit = 1_000

    def wrapped(self, number: int) -> int:
        """Return the number below the limit."""
        return number % self.limit


_SETTINGS = _Settings()


def _next(number: int) -> int:
    return operator.index(number + 1)


def task(steps: int) -> int:
    """Return how far a number gets that begins anew at the limit."""
    number = 0
    for _ in range(steps):
        number = _SETTINGS.wrapped(_next(number))
    return number + _SETTINGS.limit


def tasks(size: int) -> list[int]:
    """Return four equal tasks."""
    return [size] * 4


def right(steps: int, result: int) -> bool:
    """Compare with the remainder."""
    return result == steps % _SETTINGS.limit + _SETTINGS.limit
