"""From the rounds of one heat to one number: which clock, how long a call takes at its best, and the log-ratio."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...errors import PacelineError
from ..records import Clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..arrays import Floats

FASTEST = 4
"""One in so many rounds counts, the fastest."""

BUSY = 0.9
"""Share of its own time from which on a side computes rather than waits: what is lost below it is the work's doing."""

ALONE = 1.1
"""CPU ÷ wall above which more than one thread computes, whatever the case says of itself: CPU seconds add up there."""

RESOLUTION = 1e-3
"""A clock's step as a share of a round: the error of rounding is then a tenth of the smallest margin."""


def floor(rounds: Sequence[float] | Floats) -> float:
    """Give the mean of the fastest quarter of a heat's rounds, ceil(n/4) of them, in seconds per call.

    What disturbs a round only ever makes it slower, so that the fast ones are what the code needs. Their mean is
    steadier than the minimum, which is one round's luck with the clock, and than that of the fastest half: where a
    neighbour takes part of the core for more than half of a heat's few slow rounds, the half holds some of them. Over
    143 A/A heats of 15 sequential cases the spread of a heat's log-ratio was 1.78 % with the quarter, 1.88 % with the
    half, 1.92 % with the minimum, and of the floors of process pools 10.8 % against 11.0 % with the half.
    `python studies/floor.py` prints the like for any race of a commit against itself.
    Also called: a one-sided trimmed mean.
    """
    ordered = _ordered(rounds)
    if not ordered or not math.isfinite(sum(ordered)) or ordered[0] <= 0:
        raise PacelineError("rounds must be positive and finite seconds, at least one")
    fast = -(-len(ordered) // FASTEST)
    return sum(ordered[:fast]) / fast


def _ordered(values: Sequence[float] | Floats) -> list[float]:
    """Sort a heat's few rounds: as a list, which takes a tenth of the time that numpy's functions do for so few."""
    return sorted(np.asarray(values, dtype=np.float64).tolist())


def _median(values: Floats) -> float:
    ordered = _ordered(values)
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


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
            _median(self.cpu / own) >= BUSY
            and _median(self.cpu / self.wall) <= ALONE
            and resolution <= RESOLUTION * _median(self.cpu)
        )


def choose_clock(sides: Sequence[Rounds], *, one_thread: bool, resolution: float) -> Clock:
    """Choose the clock for a case in a heat, from each side's timed rounds.

    CPU seconds do not count what other processes took away, but they also miss waiting and add up threads. So: CPU
    where the case computes in one thread, and every side computes for at least `BUSY` of the time in which nobody kept
    it from running; else wall. A candidate that began to wait is thereby compared on wall. The choice is the same
    whichever side is which, so it cannot favour one.
    """
    return Clock.CPU if one_thread and all(side.computes(resolution) for side in sides) else Clock.WALL


def log_ratio(baseline: Sequence[float] | Floats, candidate: Sequence[float] | Floats) -> float:
    """Give z = ln floor(candidate) - ln floor(baseline) of one heat: above 0 is slower."""
    return math.log(floor(candidate)) - math.log(floor(baseline))


def paired_log_ratio(baseline: Sequence[float] | Floats, candidate: Sequence[float] | Floats) -> float:
    """Give z as the median over rounds of ln(candidate ÷ baseline): for heats of few rounds, and pools with short ones.

    Neighbouring rounds share the machine's state. Of few rounds the fastest may all be one side's, in the moment in
    which a neighbour had gone; a pool's fastest are those in which its workers happened to be scheduled well. Rounds
    are paired in the order in which they ran; a side that has more is cut.
    """
    paired = min(len(baseline), len(candidate))
    b = np.asarray(baseline, dtype=np.float64)[:paired]
    c = np.asarray(candidate, dtype=np.float64)[:paired]
    if not paired or not np.all(b > 0) or not np.all(c > 0):
        raise PacelineError("rounds must be positive and finite seconds, at least one a side")
    return float(np.median(np.log(c / b)))
