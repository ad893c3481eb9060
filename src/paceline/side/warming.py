"""Call a function until it is steady: what is paid once (a cache, an import, a compiler) is not what a race times."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_BLOCK = 2e-4
"""Seconds that a block of calls lasts at least: what a clock and a loop cost is less than a percent of it."""

SLOW = 5e-3
"""Seconds of a call from which one more call is compared, not three blocks: looking costs more than it can save."""

_FASTER = 0.95
"""A function still gets faster while its latest calls take less than this share of all before them."""

_NEAR = 1.1
"""The calls were steady from the first block on that takes at most so many times the best."""

_QUICK = 1e-4
"""Seconds of a call up to which it may be the first of many dear ones: a cache that fills has no other sign of it."""

_FILLED = 2000
"""Calls after which most caches of a quick function are full."""

_FILLING = 0.06
"""Seconds that are given for that at most."""

_MUCH = 4
"""Times that a call takes longer than it ever did, from which it does other work: no busy machine does as much."""

_PATIENCE = 0.25
"""Seconds after the first call from which it is warm enough: a state may change for ever."""

_MOST = 10_000_000
"""Calls after which a clock must stand still."""


@dataclass(frozen=True, slots=True)
class Warmed:
    """What was found while a function was called until it was steady."""

    seconds: float
    """Of one call at its best."""
    calls: int
    """That were made."""
    needed: int
    """Calls after which it was steady."""


def warm(run: Callable[[int], float], *, compiling: float = 0.0, filling: bool = True) -> Warmed:
    """Call by `run(count)`, which returns the seconds of so many calls, until calls no longer get faster.

    `compiling` are the seconds that a just-in-time compiler is given in any case; `filling` says whether a quick
    function is called often enough for a cache to fill.
    """
    blocks: list[tuple[int, float]] = []
    calls, size, spent = 0, 1, 0.0
    while True:
        seconds = run(size)
        blocks.append((calls, seconds / size))
        calls, spent = calls + size, spent + (seconds if calls else 0.0)
        best = min(pace for _, pace in blocks)
        filled = not filling or best > _QUICK or calls >= _FILLED or spent >= _FILLING
        warm_enough = spent > _PATIENCE + compiling or calls > _MOST or (filled and _steady(blocks, seconds))
        if spent >= compiling and warm_enough:
            break
        # Not more than tenfold: one early call says little about a thousand later ones.
        size = max(1, min(size * 10, ceil(_BLOCK / max(best, _BLOCK / _MOST))))
    needed = calls if compiling else next(before for before, pace in blocks if pace <= _NEAR * best)
    return Warmed(best, calls, needed)


def per_round(calls: int, planned: float, seconds: float) -> int:
    """Return the calls of a round that was `planned` to take so many seconds, and takes `seconds` now.

    A test that draws its input may draw a far larger one than in any heat before. Their number is divided by a power of
    four: sides that drew the same then make as many calls, though their speeds differ a little.
    """
    times, divisor = seconds / planned if planned else 1.0, 1
    while times >= _MUCH * divisor:
        divisor *= _MUCH
    return ceil(calls / divisor)


def _steady(blocks: list[tuple[int, float]], seconds: float) -> bool:
    """Say whether the latest of these blocks are no faster than those before; the last one lasted so long."""
    latest = 1 if blocks[-1][1] >= SLOW else 3
    if seconds < _BLOCK / 2 or len(blocks) <= latest:
        return False
    paces = [pace for _, pace in blocks]
    return min(paces[-latest:]) >= _FASTER * min(paces[:-latest])
