"""Bytecode, and what a JIT makes of it: literals and locals only, nothing above 63 bits."""

from __future__ import annotations

SIZES = (1_000, 10_000, 100_000)


def task(n: int) -> int:
    """Return the n-th number of Lehmer's generator (Park and Miller's modulus), from 1."""
    x = 1
    for _ in range(n):
        x = x * 48271 % 2147483647
    return x


def tasks(size: int) -> list[int]:
    """Return four equal tasks."""
    return [size] * 4


def right(n: int, result: int) -> bool:
    """Compare with the power that the recurrence amounts to."""
    return result == pow(48271, n, 2147483647)
