"""Each round at another depth of the stack, so that a process is not judged by one place in memory.

Where the stack lies within its page, against all else that the code touches, makes one place in ten slower by 2 to 8 %:
loads wait for stores whose addresses end alike. A process that ran all its rounds in one place would keep its luck for
its whole life, and only more processes would average it out. So each round is called through so many calls more, and
the fastest quarter leaves the unlucky places out. Tight loops gain most: the spread of a heat's log-ratio under a
neutral edit fell by a quarter to a half (`python studies/depth.py`).

Randomizing the layout while a program runs: C. Curtsinger and E. D. Berger (2013), "STABILIZER: statistically sound
performance evaluation", ASPLOS.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DEPTHS = 24
"""As many as a case has rounds at most. A call through C takes some 400 bytes: together they go around a page twice."""

_STEP = 7
"""Prime to that: neighbouring rounds lie far apart, and a case of few rounds still sees different places."""


def depths() -> Iterator[int]:
    """Yield the depths of one round after the other, for ever."""
    return itertools.cycle(_STEP * turn % _DEPTHS for turn in range(_DEPTHS))


def call_at(depth: int, function: Callable[[], Any]) -> Any:
    """Call the function through so many calls: each through C, for Python's own no longer use the C stack."""
    return _call((depth, function))


def _call(what: tuple[int, Callable[[], Any]]) -> Any:
    depth, function = what
    return next(map(_call, ((depth - 1, function),))) if depth else function()
