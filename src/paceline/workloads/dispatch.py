"""The cost of handing over one task: n tasks that do next to nothing."""

from __future__ import annotations

SIZES = (10, 300, 2_000)


def task(index: int) -> int:
    """Return the residue class of the index modulo 7."""
    return index % 7


def tasks(size: int) -> list[int]:
    """Return n tiny tasks."""
    return list(range(size))


def right(index: int, result: int) -> bool:
    """Require a representative of the right class, within 0 to 6."""
    return 0 <= result < 7 and (index - result) // 7 * 7 + result == index
