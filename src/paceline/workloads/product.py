"""Big-integer multiplication in C under the GIL: the tutorial's own loop."""

from __future__ import annotations

from functools import lru_cache
from math import factorial

SIZES = (6, 13, 23)


def task(n: int) -> int:
    """Return the product of i * j * k over all i, j, k in range(1, n)."""
    total = 1
    for i in range(1, n):
        for j in range(1, n):
            for k in range(1, n):
                total *= i * j * k
    return total


def tasks(size: int) -> list[int]:
    """Return four equal tasks."""
    return [size] * 4


@lru_cache(maxsize=8)
def closed_form(n: int) -> int:
    """Return the same product: each factor of (n-1)! occurs (n-1)**2 times in each of three places."""
    power: int = factorial(n - 1) ** (3 * (n - 1) ** 2)
    return power


def right(n: int, result: int) -> bool:
    """Compare with the closed form."""
    return result == closed_form(n)
