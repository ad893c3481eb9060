"""From the rounds of one heat to one number: which clock, how long a call takes at its best, and the log-ratio."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from ..errors import PacelineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .arrays import Floats

FASTEST = 4
"""One in so many rounds counts, the fastest."""

BUSY = 0.9
"""CPU ÷ wall from which on a side computes rather than waits: what is lost below it is the work's own doing."""

ALONE = 1.1
"""CPU ÷ wall above which more than one thread computes, whatever the case says of itself: CPU seconds add up there."""

RESOLUTION = 1e-3
"""A clock's step as a share of a round: the error of rounding is then a tenth of the smallest margin."""


class Clock(StrEnum):
    """Which seconds are compared."""

    CPU = "cpu"
    WALL = "wall"


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


def choose_clock(
    wall: Sequence[Sequence[float] | Floats],
    cpu: Sequence[Sequence[float] | Floats],
    *,
    one_thread: bool,
    resolution: float,
) -> Clock:
    """Choose the clock for a case in a heat, from wall and CPU seconds of its timed rounds, one sequence a side.

    CPU seconds do not count what other processes took away, but they also miss waiting and add up threads. So: CPU
    where the case computes in one thread, every side's CPU ÷ wall (median over rounds) is at least `BUSY` and at most
    `ALONE`, and the clock's `resolution` (seconds) is within a thousandth of every side's median round; else wall.
    A candidate that began to wait is thereby compared on wall. Rounds are whole rounds here, not seconds per call.
    The choice is the same whichever side is which, so that it cannot favour one.
    """
    if not one_thread:
        return Clock.WALL
    for wall_side, cpu_side in zip(wall, cpu, strict=True):
        w, c = np.asarray(wall_side, dtype=np.float64), np.asarray(cpu_side, dtype=np.float64)
        if not w.size or w.shape != c.shape or w.min() <= 0:
            return Clock.WALL
        if not BUSY <= _median(c / w) <= ALONE or resolution > RESOLUTION * _median(c):
            return Clock.WALL
    return Clock.CPU


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
