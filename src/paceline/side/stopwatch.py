"""How long a stretch of work took, by three clocks: wall, CPU, and the time for which it was ready but did not run.

The third distinguishes preemption from waiting. A thread that another process displaces stays on a core's run queue;
one that sleeps, or waits for input, a lock or a child, leaves it.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TYPE_CHECKING

try:
    from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
except ImportError:  # Windows counts no context switches

    def _switches() -> tuple[int, int]:
        return 0, 1

    def ended_children() -> float:
        """Return 0: nobody counts."""
        return 0.0
else:

    def _switches() -> tuple[int, int]:
        """Return the involuntary and the voluntary context switches of this process."""
        usage = getrusage(RUSAGE_SELF)
        return usage.ru_nivcsw, usage.ru_nvcsw

    def ended_children() -> float:
        """Return the seconds of CPU time of children that have ended, and of theirs."""
        usage = getrusage(RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime


if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_SCHEDSTAT = "/proc/thread-self/schedstat"
"""Nanoseconds on a core, nanoseconds on a run queue, time slices: of the thread that opened it."""

_opened = threading.local()


def now(clock: Callable[[], float] = perf_counter) -> float:
    """Return seconds on the wall clock, whose zero is any.

    The clock is a default value, since tests freeze time by putting another function in the place of the real one
    wherever a module has it by a name.
    """
    return clock()


@dataclass(frozen=True, slots=True)
class Lap:
    """One stretch of work: seconds by each clock, and the times that the process was displaced."""

    wall: float
    cpu: float
    """Of all threads of this process, of the descendants that the stopwatch knows, and of children that ended."""
    delay: float
    """In which this thread was ready and did not run: on a run queue, behind others."""
    switches: int

    @property
    def own(self) -> float:
        """The seconds that the work itself took: computing or waiting, but not displaced."""
        return max(min(max(self.wall - self.delay, self.cpu), self.wall), 1e-9)


class Stopwatch:
    """Runs from its making on. The wall clock is read first and last, so no other time is longer than its."""

    def __init__(self, descendants: Collection[int] = ()) -> None:
        self._descendants = descendants
        self._wall, self._queued, (self._displaced, self._left) = now(), _queued(), _switches()
        self._elsewhere, self._cpu = self._others(), process_time()

    def lap(self) -> Lap:
        """Return what has passed."""
        cpu, elsewhere = process_time() - self._cpu, self._others() - self._elsewhere
        (displaced, left), queued = _switches(), _queued()
        wall = now() - self._wall
        if queued is not None and self._queued is not None:
            delay = queued - self._queued
        else:  # a process that never left by itself did not wait: it computed or was displaced
            delay = wall - cpu if left == self._left else 0.0
        return Lap(wall, max(cpu, cpu + elsewhere), min(max(delay, 0.0), wall), displaced - self._displaced)

    def _others(self) -> float:
        """Return the seconds of CPU time of other processes; of one that has ended, by what its parent knows."""
        return ended_children() + sum(map(process_seconds, self._descendants))


def process_seconds(pid: int) -> float:
    """Return the seconds of CPU time of a living process and its threads; 0 when it is gone.

    By Linux's own number for the clock of a process: exact where the counter in /proc steps by ten milliseconds.
    """
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def _queued() -> float | None:
    """Return this thread's seconds on a run queue; None where the system does not count them."""
    try:
        file = _opened.file
    except AttributeError:
        file = _opened.file = _open()
    if file is None:
        return None
    try:
        return int(os.pread(file, 96, 0).split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        _opened.file = None
        return None


def _open() -> int | None:
    """Open this thread's counters; None where there are none, or where they stand still."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        file = os.open(_SCHEDSTAT, os.O_RDONLY | os.O_CLOEXEC)
        if int(os.pread(file, 96, 0).split()[0]):
            return file
        os.close(file)
    return None
