"""Make a case slower by a known share of real work: how a gate's sensitivity is measured.

The work is a loop of the interpreter, run in the same process, on the same core and in the same round as what it slows
down, and worth a share of that round's own time. Only `paceline calibrate` asks for it.
"""

from __future__ import annotations

from functools import lru_cache

from .stopwatch import now

_PROBE = 20_000
_TRIES = 9


def burn(seconds: float) -> None:
    """Compute for about so long: a number of loops, not a wait until a time."""
    for _ in range(round(seconds / _loop_seconds())):
        pass


@lru_cache(maxsize=1)
def _loop_seconds() -> float:
    """Return what one loop takes in this process, when nothing disturbs it."""
    best = float("inf")
    for _ in range(_TRIES):
        start = now()
        for _ in range(_PROBE):
            pass
        best = min(best, now() - start)
    return best / _PROBE
