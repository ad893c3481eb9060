"""From comparisons to verdicts: a whole grid at once, live after each heat or from disk, with the same result."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import Floats, matrix
from ..policy import Policy
from ..records import LEVEL, Caveat, Clock, Comparison, Doubt, Verdict, Word, shows_faster
from ..stats.interval import confidence_sequence
from ..stats.power import detectable, fewest_heats, heats_needed
from .decide import Decisions, decide
from .suite import suite_verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..profile import Margins

_WILD = 5.0
_WILD_SHARE = 0.1
"""A heat is wild if it is more than five scales from the middle: one in 2 million under normal noise. More than a tenth
of such heats is a caveat: the machine changed."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts on a grid: one a comparison, in their order, and one on the suite (None for a single case)."""

    cases: tuple[Verdict, ...]
    suite: Verdict | None
    family: int
    alpha: float
    threshold: float


def family_size(cases: int) -> int:
    """Give M, the hypotheses of a race: its comparable cases, and the suite where there is more than one."""
    return cases + 1 if cases > 1 else max(cases, 1)


def judge(comparisons: Sequence[Comparison], policy: Policy | None = None, *, family: int | None = None) -> Judgement:
    """Judge a race as far as it has got.

    `comparisons` are all cases that were comparable at the first heat, also those without a value yet: their number
    makes the family, and must not change while the race goes on. `family` overrides it, for races that are parts of a
    larger one (several interpreters, a matrix of machines): then it is the sum of all parts' `family_size`.
    Each case has its margins from the policy. What was decided stays decided (see `decide`), so that judging a
    finished race gives what was decided live, and one that is taken up again needs no correction.
    """
    policy = policy or Policy()
    size = family_size(len(comparisons)) if family is None else family
    threshold = math.log(size / policy.alpha)
    z = matrix([c.z for c in comparisons])
    margins = [policy.margins(c.case, strategy=c.strategy, concurrent=c.concurrent) for c in comparisons]
    tolerance = np.array([m.log_tolerance for m in margins])
    margin = np.array([m.log_margin for m in margins])
    guarded = any(c.guard is not None for c in comparisons)
    guard = matrix([c.z if c.guard is None else c.guard for c in comparisons]) if guarded else None
    worked = any(c.work is not None for c in comparisons)
    work = matrix([np.full(len(z), np.nan) if c.work is None else c.work for c in comparisons]) if worked else None
    decisions = decide(z, tolerance, margin, threshold, guard, work)
    bounds = _bounds(decisions)
    cases = tuple(
        _verdict(comparison, word, decisions, j, bounds[:, j], margins[j], threshold)
        for j, (comparison, word) in enumerate(zip(comparisons, decisions.words(), strict=True))
    )
    suite = suite_verdict(z, tolerance, margin, decisions, threshold) if len(cases) > 1 else None
    return Judgement(cases, suite, size, policy.alpha, threshold)


def _bounds(decisions: Decisions) -> Floats:
    """Give each case's mean, the limits its verdict rests on, and its number of wild heats: four rows."""
    shown = decisions.shown
    if not len(shown.z):
        return np.tile([[0.0], [-np.inf], [np.inf], [0.0]], shown.count.size)
    by_t = np.array([word is Word.UNCHANGED for word in decisions.words()])
    means = shown.means.after(np.where(by_t, decisions.row, len(shown.z) - 1))
    mean = np.where(shown.count > 0, means.mean, 0.0)
    reach = means.bound((1.0 - LEVEL) / 2.0)
    low, high = confidence_sequence(shown.z, LEVEL, shown.scale)
    wild = (np.abs(shown.z - mean) > _WILD * shown.last_scale()).sum(axis=0)
    return np.stack([mean, np.where(by_t, mean - reach, low), np.where(by_t, mean + reach, high), wild])


def _verdict(  # noqa: PLR0913, PLR0917 (one column of everything known)
    comparison: Comparison,
    word: Word,
    decisions: Decisions,
    j: int,
    bounds: Floats,
    margins: Margins,
    threshold: float,
) -> Verdict:
    heats = int(decisions.time.count[j])
    mean, *limits = (float(value) for value in bounds[:3])
    low, high = sorted(limits)
    found, needed = _power(decisions, j, margins, threshold)
    evidence = decisions.faster if shows_faster(word, mean) else decisions.slower
    caveats = _caveats(word, heats, margins, found, fewest_heats(threshold))
    if limits[0] > limits[1]:
        caveats.append(Caveat(Doubt.MOVED))
    if bounds[3] > _WILD_SHARE * heats:
        caveats.append(Caveat(Doubt.WILD_HEATS, (float(bounds[3]), heats)))
    return Verdict(
        case=comparison.case,
        verdict=word,
        # A wild heat can pull the mean of few heats out of the interval, which it cannot pull.
        ratio=math.exp(min(max(mean, low), high)),
        low=math.exp(low),
        high=math.exp(high),
        heats=heats,
        rounds=comparison.rounds,
        clock=Clock.CPU if decisions.by_work[j] else comparison.clock,
        evidence=float(evidence[:, j].max(initial=0.0)),
        threshold=threshold,
        detectable=math.exp(margins.log_tolerance + found),
        heats_needed=needed,
        caveats=(*comparison.caveats, *caveats),
        quantity=comparison.quantity,
        margin=margins.margin,
    )


def _power(decisions: Decisions, j: int, margins: Margins, threshold: float) -> tuple[float, int | None]:
    """Give the smallest slowdown above the tolerance that is found (ln), and the heats that one of the margin takes.

    Where there are two clocks, by the one that finds it sooner; each has half of the wealth.
    """
    work = decisions.work
    both = [decisions.time, work] if work is not None and work.count[j] else [decisions.time]
    level, effect = threshold + math.log(len(both)), margins.log_margin - margins.log_tolerance
    scales = [(int(each.count[j]), float(each.scale[each.count[j], j])) for each in both]
    needed = [heats for _, scale in scales if (heats := heats_needed(effect, scale, level)) is not None]
    return min(detectable(heats, scale, level) for heats, scale in scales), min(needed, default=None)


def _caveats(word: Word, heats: int, margins: Margins, found: float, fewest: int) -> list[Caveat]:
    """Say why nothing was decided, where nothing was."""
    if not heats:
        return [Caveat(Doubt.NO_HEATS)]
    if word is not Word.INCONCLUSIVE:
        return []
    if heats < fewest or not math.isfinite(found):
        return [Caveat(Doubt.FEW_HEATS, (heats, max(fewest, heats + 1)))]
    if margins.log_tolerance + found > margins.log_margin:
        return [Caveat(Doubt.NOISY, (math.expm1(margins.log_tolerance + found), margins.margin))]
    return [Caveat(Doubt.OPEN, (margins.margin,))]
