"""Does a call compute in one thread? Looked at while it runs, in suites that we have never seen.

A call that computes in one thread can be pinned to one core together with its rivals, which removes most of the noise
of a shared machine; one that uses threads or processes must keep all cores.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from time import process_time, thread_time

if sys.platform != "win32":
    from resource import RUSAGE_CHILDREN, getrusage

_TOLERANCE = 0.02
"""CPU time outside the calling thread, as a share of all, that is still nothing: an allocator's or logger's."""

_GRAIN = 200e-6
"""Seconds of CPU time elsewhere below which a clock says nothing."""

_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Watch:
    """What was computed elsewhere than in this thread, since the watch began."""

    def __init__(self) -> None:
        self._own, self._elsewhere = thread_time(), _elsewhere()

    def concurrent(self) -> bool:
        """Say whether more than this one thread has been computing since."""
        elsewhere, own = _elsewhere() - self._elsewhere, thread_time() - self._own
        return elsewhere > max(_GRAIN, _TOLERANCE * (own + elsewhere))


def _elsewhere() -> float:
    """Seconds of CPU time of this process's other threads and of its descendants, dead or alive."""
    own = process_time() - thread_time()  # that of threads which have ended is in the process's
    return own + _ended_children() + sum(map(_seconds, descendants(os.getpid())))


if sys.platform == "win32":

    def _ended_children() -> float:
        return 0.0
else:

    def _ended_children() -> float:
        """Seconds of CPU time of children that have ended, and of theirs."""
        usage = getrusage(RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime


def descendants(pid: int) -> list[int]:
    """Process ids of all living descendants; none where the system does not say."""
    if sys.platform != "linux":
        return []
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, tasks.read_text().split())
        except OSError:  # the thread ended while we looked
            continue
    return found + [grandchild for child in found for grandchild in descendants(child)]


def _seconds(pid: int) -> float:
    """Seconds of CPU time of one process: of all its threads, and of its children that have ended; 0 when it is gone.

    A thread's own counter is exact, but goes with the thread; the process's is kept in ticks of 10 ms.
    """
    total = 0
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(task.read_text().split()[0])
        except (OSError, IndexError, ValueError):
            continue
    threads, children = _ticks(pid)
    return max(total / 1e9, threads) + children


def _ticks(pid: int) -> tuple[float, float]:
    """Seconds of CPU time of a process, and of its children that have ended: steps of a tick."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        user, system, children_user, children_system = (int(word) / _TICK for word in words[11:15])
    except (OSError, IndexError, ValueError):
        return 0.0, 0.0
    return user + system, children_user + children_system
