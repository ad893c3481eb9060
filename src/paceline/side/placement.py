"""On which cores a case's workers compute: each on one of its own, and on another one in every round.

A scheduler lets two workers share a core, or leaves one on the slower core, for as long as a process lives. Of two
sides that are alike, one is then slower for a whole heat. In turns, both sides have every core for every worker.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from ..machine import affinity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


class Placement:
    """Where these threads compute, the first time by a number that all sides have in common."""

    def __init__(self, threads: Sequence[int] = (), lot: int = 0) -> None:
        self._threads, self._turn, self._moved = threads, lot, False

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._threads)

    def next(self, *, wanted: bool) -> None:
        """Put each on its next core, where that is `wanted`."""
        if not wanted:
            return
        cores, self._moved = affinity() or [0], True
        self._turn += 1
        for number, thread in enumerate(self._threads):
            _put(thread, [cores[(number + self._turn) % len(cores)]])

    def end(self) -> None:
        """Let all of them compute wherever the calling thread may."""
        for thread in self._threads if self._moved else ():
            _put(thread, affinity() or [0])


@contextlib.contextmanager
def kept_on(turn: int) -> Iterator[None]:
    """Keep the calling thread on one core, another one for each turn."""
    cores = affinity() or [0]
    _put(0, [cores[turn % len(cores)]])
    try:
        yield
    finally:
        _put(0, cores)


def _put(thread: int, cores: Collection[int]) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # it has ended
            os.sched_setaffinity(thread, cores)
