"""Which clock times a case: CPU seconds where every side computes in one thread, else wall seconds."""

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

    def computes(self, resolution: float) -> bool:
        """Say whether one thread computed nearly all the time, on a CPU clock that steps so far.

        Preemption is no waiting: of the wall time, that on a run queue is left out. Medians over rounds decide.
        """
        if not self.wall.size or self.wall.shape != self.cpu.shape or self.wall.min() <= 0:
            return False
        own = np.maximum(self.wall - self.delay, self.cpu)
        if own.min() <= 0:
            return False
        return (
            median(self.cpu / own) >= BUSY
            and median(self.cpu / self.wall) <= ALONE
            and resolution <= RESOLUTION * median(self.cpu)
        )


def choose_clock(sides: Sequence[Rounds], *, one_thread: bool, resolution: float) -> Clock:
    """Choose the clock for a case in a heat, from each side's timed rounds.

    CPU seconds do not count what other processes took away, but they also miss waiting and add up threads. So: CPU
    where the case computes in one thread, and every side computes for at least `BUSY` of the time in which nobody kept
    it from running; else wall. A candidate that began to wait is thereby compared on wall. The choice is the same
    whichever side is which, so it cannot favour one.
    """
    return Clock.CPU if one_thread and all(side.computes(resolution) for side in sides) else Clock.WALL
