"""Across interpreters: whether a case got slower everywhere or only on some."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from ..records import LEVEL, Word
from ..stats.averages import Ratio
from ..stats.evidence import log_evidence
from ..stats.welch import Summary, welch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..arrays import Floats
    from ..profile import Margins


class Where(StrEnum):
    """Where a case got slower."""

    NOWHERE = "nowhere"
    EVERYWHERE = "everywhere"
    ONLY = "only on these"
    UNKNOWN = "not enough evidence to say where"


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more a case slowed down on one interpreter than on another: a ratio of ratios, and ln E for it."""

    slower: str
    other: str
    ratio: Ratio
    evidence: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The answer for one case: where, the interpreters on which it is a regression, and the differences to the rest."""

    where: Where
    slower: tuple[str, ...]
    differences: tuple[Difference, ...]


def where_slower(words: Mapping[str, Word], z: Mapping[str, Floats], margins: Margins, threshold: float) -> Spread:
    """Say for one case whether it got slower on all interpreters or only on some.

    `words` are its verdicts by interpreter, from one family over all cases and interpreters; `z` its log-ratios, heat
    by heat. Everywhere: a regression on each. Only on some: a regression there, and against *each* of the others the
    difference is shown as well. That one is a regression and the other is not shows nothing: with the same slowdown
    on both, one of the two is often found first.
    Hypothesis, for each pair: the case slowed down on the one no more than on the other, or by less than the tolerance
    more. Method: the e-process of `evidence` on the differences of z heat by heat; or, where the case left early on the
    other because it was shown to be within its margin there, the same on z of the one against that margin. Which pairs
    are tried is known before their test is read, and all of a case's pairs must be shown (an intersection-union test),
    so that α/M for each is enough; `threshold` is the family's ln(M/α).
    Assumes the coin: z of two interpreters that are symmetric, in one race or in two, have a symmetric difference; and,
    for the second way, what `equivalence.within_margin` does.
    Cannot answer when the case left early on the other and is slower on the one by less than the margin. A race over
    several interpreters keeps a case until it is settled on all of them.

    Reference: R. L. Berger (1982), "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24,
    295-300 (intersection-union tests).
    """
    slower = tuple(name for name, word in words.items() if word is Word.REGRESSION)
    others = [name for name in words if name not in slower]
    if not slower:
        return Spread(Where.NOWHERE, (), ())
    if not others:
        return Spread(Where.EVERYWHERE, slower, ())
    differences = tuple(_difference(a, b, z, words[b], margins) for a in slower for b in others)
    shown = all(difference.evidence >= threshold for difference in differences)
    return Spread(Where.ONLY if shown else Where.UNKNOWN, slower, differences)


def _difference(slower: str, other: str, z: Mapping[str, Floats], word: Word, margins: Margins) -> Difference:
    """Compare one case on two interpreters; the ratio of ratios has Welch's interval, each side with all its heats."""
    heats = min(len(z[slower]), len(z[other]))
    paired = (z[slower][:heats] - z[other][:heats])[:, None]
    evidence = float(log_evidence(paired, margins.log_tolerance).max(initial=0.0))
    if word is Word.UNCHANGED:
        evidence = max(evidence, float(log_evidence(z[slower][:, None], margins.log_margin).max(initial=0.0)))
    one, two = (Summary.of(each[~np.isnan(each)]) for each in (z[other], z[slower]))
    gap = welch(one, two)
    bound = gap.bound((1.0 - LEVEL) / 2.0)
    ends = math.exp(gap.difference - bound), math.exp(gap.difference + bound)
    return Difference(slower, other, Ratio(math.exp(gap.difference), *ends, min(one.n, two.n)), evidence)
