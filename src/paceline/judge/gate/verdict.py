"""From comparisons to verdicts: a whole grid at once, live after each heat or from disk, with the same result."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import Floats, matrix
from ..policy import Policy
from ..records import LEVEL, Caveat, Comparison, Doubt, Verdict, Word, shows_faster
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
    decisions = decide(z, tolerance, margin, threshold, guard)
    bounds = _bounds(z, decisions)
    cases = tuple(
        _verdict(comparison, word, decisions, j, bounds[:, j], margins[j], threshold)
        for j, (comparison, word) in enumerate(zip(comparisons, decisions.words(), strict=True))
    )
    suite = suite_verdict(z, tolerance, margin, decisions, threshold) if len(cases) > 1 else None
    return Judgement(cases, suite, size, policy.alpha, threshold)


def _bounds(z: Floats, decisions: Decisions) -> Floats:
    """Give each case's mean, the limits its verdict rests on, and its number of wild heats: four rows."""
    cases = z.shape[1]
    if not len(z):
        return np.tile([[0.0], [-np.inf], [np.inf], [0.0]], cases)
    mean = np.where(decisions.count > 0, decisions.means.mean[-1], 0.0)
    reach = decisions.means.last().bound((1.0 - LEVEL) / 2.0)
    low, high = confidence_sequence(z, LEVEL, decisions.scale)
    by_t = np.array([word is Word.UNCHANGED for word in decisions.words()])
    scale = decisions.scale[decisions.count, np.arange(cases)]
    wild = (np.abs(z - mean) > _WILD * scale).sum(axis=0)
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
    heats = int(decisions.count[j])
    mean, *limits = (float(value) for value in bounds[:3])
    low, high = sorted(limits)
    scale = float(decisions.scale[heats, j])
    found = detectable(heats, scale, threshold)
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
        clock=comparison.clock,
        evidence=float(evidence[:, j].max(initial=0.0)),
        threshold=threshold,
        detectable=math.exp(margins.log_tolerance + found),
        heats_needed=heats_needed(margins.log_margin - margins.log_tolerance, scale, threshold),
        caveats=(*comparison.caveats, *caveats),
        quantity=comparison.quantity,
        margin=margins.margin,
    )


def _caveats(word: Word, heats: int, margins: Margins, found: float, fewest: int) -> list[Caveat]:
    """Say why nothing was decided, where nothing was."""
    if not heats:
        return [Caveat(Doubt.NO_HEATS)]
    if word is not Word.INCONCLUSIVE:
        return []
    if heats < fewest or not math.isfinite(found):
        return [Caveat(Doubt.FEW_HEATS, (heats, fewest))]
    if margins.log_tolerance + found > margins.log_margin:
        return [Caveat(Doubt.NOISY, (math.expm1(margins.log_tolerance + found), margins.margin))]
    return []
