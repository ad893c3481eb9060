"""Which clock times a case: CPU seconds where every side computes in one thread, else wall seconds, or both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import median
from ..records import Clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..arrays import Floats

BUSY = 0.9
"""CPU share of its own time at or above which a side computes; below it, the code itself waits."""

WORKS = 0.3
"""CPU share of its time at or above which a concurrent case's CPU seconds say what its work takes. On a machine that
others use, too, its workers are displaced for much of the time, which nobody counts."""

ALONE = 1.1
"""CPU ÷ wall above which more than one thread computes, whatever the case says of itself: CPU seconds add up there."""

RESOLUTION = 1e-3
"""A clock's step as a share of a round: the error of rounding is then a tenth of the smallest margin."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """One side's timed rounds of a heat: whole rounds, in seconds by each clock; shape (rounds,)."""

    wall: Floats
    cpu: Floats
    delay: Floats
    """In which the thread was ready and did not run."""

    def computes(self, resolution: float, least: float = BUSY) -> bool:
        """Say whether it computed for this share of the time, in any number of threads, on a clock that steps so far.

        Preemption is no waiting: of the wall time, that on a run queue is left out. Medians over rounds decide.
        """
        if not self.wall.size or self.wall.shape != self.cpu.shape or min(self.wall.min(), self.cpu.min()) <= 0:
            return False
        own = np.maximum(self.wall - self.delay, self.cpu)
        return median(self.cpu / own) >= least and resolution <= RESOLUTION * median(self.cpu)

    def alone(self) -> bool:
        """Say whether no more than one thread computed at a time."""
        return median(self.cpu / self.wall) <= ALONE


def choose_clock(sides: Sequence[Rounds], *, one_thread: bool, resolution: float) -> Clock:
    """Choose the clock for a case in a heat, from each side's timed rounds.

    CPU seconds do not count what other processes took away, but they also miss waiting and add up threads. So: CPU
    where the case computes in one thread, and every side computes for at least `BUSY` of the time in which nobody kept
    it from running; else wall. A candidate that began to wait is thereby compared on wall. The choice is the same
    whichever side is which, so it cannot favour one.
    """
    alone = one_thread and all(side.computes(resolution) and side.alone() for side in sides)
    return Clock.CPU if alone else Clock.WALL


def has_work(sides: Sequence[Rounds], *, resolution: float) -> bool:
    """Say whether a heat's CPU seconds tell how much work a concurrent case is, beside its wall seconds.

    They add up what all its threads and processes compute. On a busy machine they are three to ten times as steady as
    the wall clock, which also times how a scheduler spreads the work over cores. They say nothing about waiting: so
    only where every side computes for at least `WORKS` of the time, whichever side is which.
    """
    return all(side.computes(resolution, WORKS) for side in sides)
