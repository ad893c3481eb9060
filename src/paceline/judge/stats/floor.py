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

    What disturbs a round only ever makes it slower, so that the fast ones are what the code needs: it is the figure of
    one side. Two sides are compared by `log_ratio`. Their mean is steadier than the minimum, which is one round's luck
    with the clock, and than that of the fastest half: where a neighbour takes part of the core for more than half of a
    heat's few slow rounds, the half holds some of them.
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
    """Give z = ln(candidate ÷ baseline) of one heat, above 0 where the candidate is slower.

    Method: the median over k of ln(the candidate's k-th fastest round ÷ the baseline's k-th fastest). Also called: the
    median of the shift function of ln seconds, the median distance from the diagonal of a quantile-quantile plot.
    Assumes that the machine disturbs either side's rounds alike, which alternate: a slow stretch then moves both sides'
    ranks, and their ratios stay. Floors need a stretch in which nobody disturbs each side, and on a machine whose cores
    change their speed that is luck; neighbouring rounds need no change between the two. Over recorded races of a
    commit against itself the ratio of ranks is steadier than either on a busy machine, for few rounds and for process
    pools too, and as steady on a quiet one, where processes differ more than rounds do:
    `nox -s replay -- --recording FILE` prints spread, false alarms, heats and seconds of each.
    Exact in two things that the evidence rests on: with the sides exchanged it is -z, and a candidate whose rounds all
    take the same multiple of their time adds just the logarithm of that.
    Cannot see a change that spares more than half of the ranks, such as one slow call in five. A side that has more
    rounds than the other counts with its first ones.

    Reference: K. Doksum (1974), "Empirical probability plots and statistical inference for nonlinear models in the
    two-sample case", The Annals of Statistics 2, 267-277.
    """
    paired = min(len(baseline), len(candidate))
    b, c = _ordered(baseline[:paired]), _ordered(candidate[:paired])
    if not paired or min(b[0], c[0]) <= 0 or not math.isfinite(sum(b) + sum(c)):
        raise PacelineError("rounds must be positive and finite seconds, at least one a side")
    ratios = sorted(above / below for below, above in zip(b, c, strict=True))
    return math.log(ratios[(paired - 1) // 2] * ratios[paired // 2]) / 2
