"""Heat by heat, which cases are settled: a rule of the data alone, so that live and from disk it says the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import Bools, Floats, Ints, packed
from ..records import Word
from ..stats.equivalence import TRIM_LIVE, TrimmedMeans, trimmed_means, within_margin
from ..stats.evidence import log_evidence, log_wealth, standardised, unpacked
from ..stats.scale import scale_path

_WORDS = (Word.REGRESSION, Word.IMPROVEMENT, Word.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided and when, with what it was decided from; all arrays end with an axis of cases.

    `word` indexes (regression, improvement, unchanged), -1 while open; `row` is the race's heat (from 0) after which,
    or its last. `slower` and `faster` are ln E after each heat; `scale` is packed, one row longer than the heats.
    """

    word: Ints
    row: Ints
    count: Ints
    slower: Floats
    faster: Floats
    means: TrimmedMeans
    scale: Floats

    def words(self) -> list[Word]:
        """Name what was decided; an open case is inconclusive."""
        return [Word.INCONCLUSIVE if word < 0 else _WORDS[word] for word in self.word]


def decide(z: Floats, tolerance: Floats, margin: Floats, threshold: float, guard: Floats | None = None) -> Decisions:
    """Settle each case at the first heat after which one of three things is true, and for good.

    In this order: ln E of z above `tolerance` reaches `threshold` (regression); ln E of -z does (improvement); the
    case is within `margin` (unchanged), which is the harder to show the more evidence of a change there is. A decision
    stays, so that a case which left the race and one which stayed in it get the same word, and so that a race taken up
    again with more heats needs no correction: the rule reads the heats in their order and stops reading at the
    decision.
    With threshold = ln(M/α) for M hypotheses, the probability that any case whose true ratio is within its tolerance
    is ever called a regression is at most α, however the cases depend on each other: each has at most α/M (Ville), and
    M of them together at most α (Bonferroni; for e-values, Vovk and Wang). Holm's step-down would gain little: it
    lowers the threshold of the others by ln(M/(M - 1)) for each regression found.

    `z` heats by cases, NaN where a case did not run; `tolerance` and `margin` natural-log ratios, one a case.
    `guard`, of z's shape, has a second null for each case: a regression then needs both to be false. Its evidence is
    that of min(z, guard), which is at most z and at most the guard in every heat: whichever null is true, each factor's
    mean is at most 1 still (an intersection-union test in one e-process).

    Reference: V. Vovk and R. Wang (2021), "E-values: calibration, combination and applications", The Annals of
    Statistics 49, 1736-1754.
    """
    present = ~np.isnan(z)
    values, count = packed(z)
    scale = scale_path(values)
    slower = log_evidence(z if guard is None else np.minimum(z, guard), tolerance, scale if guard is None else None)
    faster = unpacked(log_wealth(standardised(-values, tolerance, scale, count)), present)
    means = trimmed_means(z, TRIM_LIVE)
    done = np.stack([slower >= threshold, faster >= threshold, within_margin(z, margin, means, slower, faster)])
    word, row = _first(done)
    return Decisions(word, row, count, slower, faster, means, scale)


def _first(done: Bools) -> tuple[Ints, Ints]:
    """Find the first heat at which anything is decided, and the first of the things decided at it."""
    _, heats, cases = done.shape
    if heats == 0:
        return np.full(cases, -1), np.full(cases, -1)
    at_all = done.any(axis=0)
    settled = at_all.any(axis=0)
    row = np.where(settled, at_all.argmax(axis=0), heats - 1)
    what = np.take_along_axis(done, row[None, None, :], axis=1)[:, 0].argmax(axis=0)
    return np.where(settled, what, -1), row
