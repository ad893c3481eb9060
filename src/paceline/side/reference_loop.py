"""A fixed piece of work, timed beside every round: what this machine was worth at that moment.

A stored figure ÷ its reference loop means something on another machine and on another day; the figure alone does not.
"""

from __future__ import annotations

from functools import lru_cache

from .stopwatch import now

_STEPS = 1000
"""Steps that one reference loop stands for."""

_LASTS = 40e-6
"""Seconds that it lasts at least: far above any clock's step, and a twentieth of the shortest round."""

_SHARE = 0.03
"""The loop's share of a long round: long enough that other processes slow it as they slow the round."""

_TRIES = 9


def reference_loop(beside: float = 0.0) -> tuple[float, float]:
    """Return the seconds that a thousand steps of the reference loop take now, and those that this took.

    `beside` are the seconds of the round that follows. The loop is run once before it is timed: how much of it the
    other sides' turns have thrown out of the caches depends on how many sides there are, and says nothing of a machine.
    """
    few = _steps()
    steps = max(few, round(few * _SHARE * beside / _LASTS))
    begun = now()
    _kernel(few)
    start = now()
    _kernel(steps)
    end = now()
    return (end - start) * _STEPS / steps, end - begun


def _kernel(steps: int) -> int:
    """Count in a small table: a neighbour on the core slows that as it does programs, on PyPy too, but not sums."""
    table: dict[int, int] = {}
    for step in range(steps):
        table[step * 7 & 63] = table.get(step & 63, 0) + 1
    return len(table)


@lru_cache(maxsize=1)
def _steps() -> int:
    """Return the steps that last long enough here: a just-in-time compiler needs more of them."""
    best = float("inf")
    for _ in range(_TRIES):
        start = now()
        _kernel(_STEPS)
        best = min(best, now() - start)
    return max(_STEPS // 2, round(_STEPS * _LASTS / best))
