"""What the machine really gives to as many processes as it has usable CPUs: usually less than N times that of one.

Two independent processes on two virtual CPUs often get 1.9 of one alone, since they share a physical core, a cache or a
host. Without this figure a parallel strategy that wastes nothing would seem to waste 5 %.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from ..machine import affinity

_SPIN = """
import os, sys, time
core, start, seconds = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {core})
time.sleep(max(0.0, start - time.time()))
count, end = 0, time.perf_counter() + seconds
while time.perf_counter() < end:
    for _ in range(2000):
        pass
    count += 1
print(count)
"""

_SECONDS = 0.12
_REPEATS = 2
_PATIENCE = 10.0
"""Seconds after which a spinner is ended."""
_STARTUP = 0.08
"""Seconds until all spinners are ready to begin together."""


def capacity(cores: list[int]) -> float | None:
    """Return how many times one core's work these cores do at once, each with a pinned busy process of its own.

    None where one of these processes was ended by others.
    """
    if len(cores) < 2:
        return 1.0
    try:
        ratios = [_spin(cores) / statistics.mean(_spin([core]) for core in cores) for _ in range(_REPEATS)]
    except ValueError:
        return None
    return statistics.median(ratios)


def usable_cores() -> list[int]:
    """Return the cores this process may run on."""
    return affinity() or list(range(os.cpu_count() or 1))


def _spin(cores: list[int]) -> float:
    """Return the loops that processes pinned to these cores do together; raise ValueError where one says nothing."""
    start = time.time() + _STARTUP
    spinners = [
        subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _SPIN, str(core), str(start), str(_SECONDS)], stdout=subprocess.PIPE
        )
        for core in cores
    ]
    return sum(map(float, [_said(spinner) for spinner in spinners]))


def _said(spinner: subprocess.Popen[bytes]) -> bytes:
    """Return what it says; nothing where it was stopped, and does not end."""
    try:
        return spinner.communicate(timeout=_PATIENCE)[0]
    except subprocess.TimeoutExpired:
        spinner.kill()
        spinner.communicate()
        return b""
