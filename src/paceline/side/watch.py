"""Does a call compute in one thread? Looked at while it runs, in suites that we have never seen.

A call that computes in one thread can be pinned to one core together with its rivals, which removes most of the noise
of a shared machine; one that uses threads or processes must keep all cores.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

_TOLERANCE = 0.02
"""CPU time outside the calling thread, as a share of the call, that is still nothing: an allocator's or logger's."""

_GRAIN = 200e-6
"""Seconds of foreign CPU time below which a clock says nothing."""


class Watch:
    """CPU time that was spent elsewhere than in this thread, since the watch began."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._elsewhere = _elsewhere()

    def concurrent(self) -> bool:
        """Say whether more than this one thread has been computing since."""
        wall = time.perf_counter() - self._began
        return _elsewhere() - self._elsewhere > max(_GRAIN, _TOLERANCE * wall)


def _elsewhere() -> float:
    """Seconds of CPU time of this process's other threads and of its children, dead or alive."""
    own = time.process_time() - time.thread_time()
    times = os.times()
    return own + times.children_user + times.children_system + sum(map(_seconds, _children(os.getpid())))


def _children(pid: int) -> list[int]:
    """Process ids of all living descendants; none where the system does not tell."""
    if sys.platform != "linux":
        return []
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, tasks.read_text().split())
        except OSError:  # the thread ended while we looked
            continue
    return found + [grandchild for child in found for grandchild in _children(child)]


def _seconds(pid: int) -> float:
    """Seconds of CPU time of all threads of one process; 0 when it is gone."""
    total = 0
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(task.read_text().split()[0])
        except (OSError, IndexError, ValueError):
            continue
    return total / 1e9
