"""From a side's birth to its list of cases: who has called the conductor, and why one did not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..errors import PacelineError
from ..side.channel import Lost
from .environment import lacking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..side.channel import Listener
    from .side_run import SideRun

_START = 30.0
"""Seconds that a side may take until pytest is up, whatever --timeout says: a busy machine starts processes slowly."""


def arrive(side_runs: Sequence[SideRun], listener: Listener, timeout: float) -> None:
    """Wait until each of these has called and reported its cases; raise `Lost` where one does not."""
    _await_calls({side_run.name: side_run for side_run in side_runs}, listener, max(_START, timeout))
    for side_run in side_runs:
        side_run.collect()


def _await_calls(side_runs: dict[str, SideRun], listener: Listener, seconds: float) -> None:
    end = time.monotonic() + seconds
    missing = set(side_runs)
    while missing:
        try:
            hello, channel = listener.accept(0.1)
        except Lost as lost:
            if not all(side_runs[name].process.alive() for name in missing):
                raise
            if time.monotonic() > end:
                raise Lost(f"no answer within {seconds:g} s", hung=True) from lost
            continue
        name = str(hello.get("side"))
        if name not in missing:
            channel.close()
            continue
        side_runs[name].answer(hello, channel)
        missing.discard(name)


def why_not(side_runs: Sequence[SideRun], lost: Lost) -> PacelineError:
    """Say which side did not arrive, with its own last words."""
    dead = [side_run for side_run in side_runs if not side_run.process.alive()]
    guilty = (dead or [side_run for side_run in side_runs if not side_run.cases] or side_runs)[0]
    words = guilty.process.last_words()
    if lost.hung and not dead:
        cure = "give a larger --timeout"
        return PacelineError(f"pytest has not collected its tests: {lost}", place=f"side {guilty.name}", cure=cure)
    return lacking(words, guilty.name, guilty.side.python) or PacelineError(
        f"pytest did not start there ({guilty.process.crash() if dead else lost})",
        place=f"side {guilty.name}",
        cure=f"it said: {words}" if words else "run pytest there by hand",
    )
