"""Differences of means of logs with a known error: a whole grid of them judged at once, by t-tests and Holm.

They come from plain files (`files`), from stored baselines (`stored.check`), and from interpreters (`bench.versions`).
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .policy import ALPHA
from .records import LEVEL, Caveat, Clock, Quantity, Verdict, Word, shows_faster
from .stats.multiplicity import holm
from .stats.power import POWER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .profile import Margins
    from .stats.welch import Gap

_MOST = math.log(sys.float_info.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapCase:
    """One case, its gap and its margins."""

    case: str
    gap: Gap
    margins: Margins
    heats: int
    rounds: int = 0
    clock: Clock = Clock.WALL
    caveats: tuple[Caveat, ...] = ()
    quantity: Quantity = Quantity.TIME


def judge_gaps(cases: Sequence[GapCase], alpha: float = ALPHA) -> tuple[Verdict, ...]:
    """Judge each case against its tolerance, with Holm's adjustment over the grid.

    The words are a race's: regression where the adjusted p is at most alpha, improvement the same with sides exchanged
    (for information), unchanged where both one-sided bounds of the difference are within the margin.
    `evidence` is -ln of the adjusted p-value of the direction seen, `threshold` ln(1/alpha).
    """
    slower = holm(np.array([c.gap.p_above(c.margins.log_tolerance) for c in cases]))
    faster = holm(np.array([c.gap.turned().p_above(c.margins.log_tolerance) for c in cases]))
    return tuple(
        _verdict(case, (float(p), float(q)), alpha, len(cases))
        for case, p, q in zip(cases, slower, faster, strict=True)
    )


def _verdict(case: GapCase, p: tuple[float, float], alpha: float, family: int) -> Verdict:
    word, gap, margins = Word.INCONCLUSIVE, case.gap, case.margins
    if p[0] <= alpha:
        word = Word.REGRESSION
    elif p[1] <= alpha:
        word = Word.IMPROVEMENT
    elif gap.within(margins.log_margin):
        word = Word.UNCHANGED
    bound = gap.bound((1.0 - LEVEL) / 2.0)
    # Found in four of five: as far above the tolerance as both quantiles together.
    reach = gap.bound(alpha / max(family, 1)) + gap.bound(1.0 - POWER)
    return Verdict(
        case=case.case,
        verdict=word,
        ratio=math.exp(gap.difference),
        low=math.exp(gap.difference - bound),
        high=_ratio(gap.difference + bound),
        heats=case.heats,
        rounds=case.rounds,
        clock=case.clock,
        evidence=-math.log(max(p[1] if shows_faster(word, gap.difference) else p[0], 1e-300)),
        threshold=math.log(1.0 / alpha),
        detectable=_ratio(margins.log_tolerance + reach),
        heats_needed=None,
        caveats=case.caveats,
        quantity=case.quantity,
    )


def _ratio(log: float) -> float:
    """Return e to this power; infinity where that is beyond floats, as after two heats that differ."""
    return math.exp(log) if log < _MOST else math.inf
