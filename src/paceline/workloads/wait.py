"""Work bound by latency, for contrast: n tasks that block for 2 ms."""

from __future__ import annotations

import time

SIZES = (2, 16, 64)
_SECONDS = 0.002


def task(seconds: float) -> bool:
    """Block; return whether that took the time (but for a tenth: clocks differ)."""
    start = time.perf_counter()
    time.sleep(seconds)
    return time.perf_counter() - start > 0.9 * seconds


def tasks(size: int) -> list[float]:
    """Return n tasks."""
    return [_SECONDS] * size


def right(_: float, result: bool) -> bool:  # noqa: FBT001 (it is the result)
    """Require that it really blocked."""
    return result is True
