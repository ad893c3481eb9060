"""Allocation, reference counts and the garbage collector: build a binary tree and count its nodes."""

from __future__ import annotations

from typing import Any

SIZES = (6, 11, 16)


def _build(depth: int) -> Any:
    return (_build(depth - 1), _build(depth - 1)) if depth else (None, None)


def _count(node: Any) -> int:
    left, right_ = node
    return 1 if left is None else 1 + _count(left) + _count(right_)


def task(depth: int) -> int:
    """Return the number of nodes of a full binary tree that is built for it."""
    return _count(_build(depth))


def tasks(size: int) -> list[int]:
    """Return four equal tasks."""
    return [size] * 4


def right(depth: int, result: int) -> bool:
    """Compare with the number of nodes of a full binary tree, 2^(depth + 1) - 1."""
    return result == (1 << (depth + 1)) - 1
