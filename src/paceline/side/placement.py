"""On which cores a case's workers compute: each on one of its own, and on another one in every round.

A scheduler lets two workers share a core, or leaves one on the slower core, for as long as a process lives. Of two
sides that are alike, one is then slower for a whole heat. In turns, both sides have every core for every worker.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from ..machine import affinity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


class Placement:
    """Where these threads compute, the first time by a number that all sides have in common.

    A thread that was given cores of its own is left on them.
    """

    def __init__(self, threads: Sequence[int] = (), lot: int = 0) -> None:
        self._threads, self._turn = threads, lot
        self._moved: list[int] = []

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._threads)

    def next(self, *, wanted: bool) -> None:
        """Put each on its next core, where that is `wanted`; else let all compute where they did before."""
        cores = affinity() or []
        if not wanted or len(cores) < 2:
            self.end()
            return
        self._moved = self._moved or [thread for thread in self._threads if _where(thread) == cores]
        self._turn += 1
        for number, thread in enumerate(self._moved):
            _put(thread, [cores[(number + self._turn) % len(cores)]])

    def end(self) -> None:
        """Let all of them compute where they did before: wherever the calling thread may."""
        for thread in self._moved:
            _put(thread, affinity() or [])
        self._moved = []


@contextlib.contextmanager
def kept_on(turn: int) -> Iterator[None]:
    """Keep the calling thread on one core, another one for each turn."""
    cores = affinity() or [0]
    _put(0, [cores[turn % len(cores)]])
    try:
        yield
    finally:
        _put(0, cores)


def _where(thread: int) -> list[int]:
    """Return the cores on which a thread may compute; none where it has ended."""
    with contextlib.suppress(OSError):
        return sorted(os.sched_getaffinity(thread)) if hasattr(os, "sched_getaffinity") else []
    return []


def _put(thread: int, cores: Collection[int]) -> None:
    if hasattr(os, "sched_setaffinity"):
        with contextlib.suppress(OSError):  # it has ended
            os.sched_setaffinity(thread, cores)
