"""The counterpart of `buffer`: the same computing, with n KiB in a file that all workers map into their memory."""

from __future__ import annotations

import mmap
import os
import tempfile
import weakref
from pathlib import Path

from . import loop
from .buffer import SIZES, STEPS, pattern

__all__ = ["SIZES", "right", "task", "tasks"]

_STRIDE = 4096
"""Of each so many bytes one comes back."""


class _Tasks(list[tuple[str, int, int]]):
    """Tasks whose file is there as long as they are."""


def task(argument: tuple[str, int, int]) -> tuple[int, bytes]:
    """Return a number that takes some computing, and a sample of a copy of the task's part of the file."""
    path, index, size = argument
    with Path(path).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as shared:
        return loop.task(STEPS), shared[1024 * index * size : 1024 * (index + 1) * size][::_STRIDE]


def tasks(size: int) -> list[tuple[str, int, int]]:
    """Return four equal tasks: the name of the file that holds all their bytes, and which part is whose."""
    handle, path = tempfile.mkstemp(prefix="paceline-")
    with os.fdopen(handle, "wb") as file:
        file.writelines(pattern(index, size) for index in range(4))
    made = _Tasks((path, index, size) for index in range(4))
    weakref.finalize(made, os.unlink, path)
    return made


def right(argument: tuple[str, int, int], result: tuple[int, bytes]) -> bool:
    """Compare number and sample."""
    return loop.right(STEPS, result[0]) and result[1] == pattern(*argument[1:])[::_STRIDE]
