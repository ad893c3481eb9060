"""Does a call compute in one thread? Looked at while it runs, in suites that we have never seen.

A call that computes in one thread can be pinned to one core together with its rivals, which removes most of the noise
of a shared machine; one that uses threads or processes must keep all cores.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from time import process_time, thread_time

from ..machine import descendants
from .stopwatch import ended_children, process_seconds

_TOLERANCE = 0.02
"""CPU time outside the calling thread, as a share of all, that is still nothing: an allocator's or logger's."""

_GRAIN = 200e-6
"""Seconds of CPU time elsewhere below which a clock says nothing."""

_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Watch:
    """What was computed elsewhere than in this thread, since the watch began."""

    def __init__(self) -> None:
        self._own, self._elsewhere, self._threads = thread_time(), _elsewhere(), _threads()

    def concurrent(self) -> bool:
        """Say whether more than this one thread has been computing since."""
        elsewhere, own = _elsewhere() - self._elsewhere, thread_time() - self._own
        return elsewhere > max(_GRAIN, _TOLERANCE * (own + elsewhere))

    def workers(self) -> list[int]:
        """Return the threads, here and in descendants, that have computed since: those of one process in a row.

        Empty where others have too, and ended: threads that a worker starts for each of its tasks, say.
        """
        elsewhere = _elsewhere() - self._elsewhere
        done = {thread: seconds - self._threads.get(thread, 0.0) for thread, seconds in _threads().items()}
        if elsewhere - sum(done.values()) > max(_GRAIN, _TOLERANCE * elsewhere):
            return []
        return [thread for thread, seconds in done.items() if seconds > _GRAIN]


def _elsewhere() -> float:
    """Seconds of CPU time of this process's other threads and of its descendants, dead or alive."""
    own = process_time() - thread_time()  # that of threads which have ended is in the process's
    return own + ended_children() + sum(map(_seconds, descendants(os.getpid())))


def _threads() -> dict[int, float]:
    """Seconds of CPU time of each thread of all descendants, then of this process but for the calling one."""
    return {
        int(entry.parent.name): _scheduled(entry)
        for pid in (*sorted(descendants(os.getpid())), os.getpid())
        for entry in sorted(Path(f"/proc/{pid}/task").glob("*/schedstat"))
        if int(entry.parent.name) != threading.get_native_id()
    }


def _scheduled(schedstat: Path) -> float:
    """Seconds of CPU time of one thread; 0 when it is gone, or the kernel does not say."""
    try:
        return int(schedstat.read_text().split()[0]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def _seconds(pid: int) -> float:
    """Seconds of CPU time of a process, its threads and its children that have ended; 0 when it is gone."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return process_seconds(pid) + sum(int(word) for word in words[13:15]) / _TICK
    except (OSError, IndexError, ValueError):
        return 0.0
