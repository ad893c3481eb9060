"""A fixed piece of work, timed beside every round: what this machine was worth at that moment.

A stored figure ÷ its yardstick means something on another machine and on another day; the figure alone does not.
"""

from __future__ import annotations

import time
from functools import lru_cache

_STEPS = 1000
"""Steps that one yardstick stands for."""

_LASTS = 40e-6
"""Seconds that it lasts at least: far above any clock's step, and a twentieth of the shortest round."""

_TRIES = 9


def yardstick() -> tuple[float, float]:
    """Return the seconds that a thousand steps of the reference loop take now, and those that this took."""
    steps = _steps()
    start = time.perf_counter()
    _kernel(steps)
    took = time.perf_counter() - start
    return took * _STEPS / steps, took


def _kernel(steps: int) -> int:
    x = 1
    for _ in range(steps):
        x = x * 48271 % 2147483647
    return x


@lru_cache(maxsize=1)
def _steps() -> int:
    """Return the steps that last long enough here: a just-in-time compiler needs more of them."""
    best = float("inf")
    for _ in range(_TRIES):
        start = time.perf_counter()
        _kernel(_STEPS)
        best = min(best, time.perf_counter() - start)
    return max(_STEPS // 2, round(_STEPS * _LASTS / best))
