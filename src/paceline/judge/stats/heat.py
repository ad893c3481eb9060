"""The summary of a heat: its rounds as one number, of one side the floor, of two sides the log-ratio."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...errors import PacelineError
from ..arrays import ordered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..arrays import Floats

FASTEST = 4
"""One in so many rounds counts, the fastest."""


def floor(rounds: Sequence[float] | Floats) -> float:
    """Give the mean of the fastest quarter of a heat's rounds, ceil(n/4) of them, in seconds per call.

    What disturbs a round only ever makes it slower, so that the fast ones are what the code needs: it is the figure of
    one side. Two sides are compared by `log_ratio`. Their mean is steadier than the minimum, which is one round's luck
    with the clock, and than that of the fastest half: where a neighbour takes part of the core for more than half of a
    heat's few slow rounds, the half holds some of them.
    Also called: a one-sided trimmed mean.
    """
    fastest = ordered(rounds)
    if not fastest or not math.isfinite(sum(fastest)) or fastest[0] <= 0:
        raise PacelineError("rounds must be positive and finite seconds, at least one")
    count = -(-len(fastest) // FASTEST)
    return sum(fastest[:count]) / count


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
    b, c = ordered(baseline[:paired]), ordered(candidate[:paired])
    if not paired or min(b[0], c[0]) <= 0 or not math.isfinite(sum(b) + sum(c)):
        raise PacelineError("rounds must be positive and finite seconds, at least one per side")
    ratios = sorted(above / below for below, above in zip(b, c, strict=True))
    return math.log(ratios[(paired - 1) // 2] * ratios[paired // 2]) / 2
