"""Heat by heat, which cases are settled: a rule of the data alone, so that live and from disk it says the same."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..arrays import Bools, Floats, Ints, packed
from ..records import Word
from ..stats.equivalence import TRIM_LIVE, TrimmedMeans, trimmed_means, within_margin
from ..stats.evidence import log_evidence
from ..stats.scale import scale_path

_WORDS = (Word.REGRESSION, Word.IMPROVEMENT, Word.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Series:
    """Log-ratios by one clock and what is known of them; all arrays end with an axis of cases.

    `z` is heats by cases, NaN where a case did not run; `scale` is packed, one row longer than the heats.
    """

    z: Floats
    count: Ints
    scale: Floats
    means: TrimmedMeans

    @classmethod
    def of(cls, z: Floats) -> Series:
        """Measure log-ratios."""
        values, count = packed(z)
        return cls(z, count, scale_path(values), trimmed_means(z, TRIM_LIVE))

    def slower(self, tolerance: Floats) -> Floats:
        """Give ln E after each heat that each case is slower than its tolerance."""
        return log_evidence(self.z, tolerance, self.scale)

    def faster(self, tolerance: Floats) -> Floats:
        """Give ln E after each heat that each case is faster by more than its tolerance."""
        return log_evidence(-self.z, tolerance, self.scale)

    def last_scale(self) -> Floats:
        """Give the scale after each case's last heat."""
        return self.scale[self.count, np.arange(self.count.size)]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided and when, with what it was decided from; all arrays end with an axis of cases.

    `word` indexes (regression, improvement, unchanged), -1 while open; `row` is the race's heat (from 0) after which,
    or its last. `slower` and `faster` are ln E after each heat. `time` is what the cases' own clocks say; `shown` the
    same, and the CPU seconds where they are what shows a change (`by_work`).
    """

    word: Ints
    row: Ints
    slower: Floats
    faster: Floats
    time: Series
    work: Series | None
    shown: Series
    by_work: Bools

    def words(self) -> list[Word]:
        """Name what was decided; an open case is inconclusive."""
        return [Word.INCONCLUSIVE if word < 0 else _WORDS[word] for word in self.word]


def decide(  # noqa: PLR0913, PLR0917 (two series more, each of them optional)
    z: Floats,
    tolerance: Floats,
    margin: Floats,
    threshold: float,
    guard: Floats | None = None,
    work: Floats | None = None,
) -> Decisions:
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
    `work`, of z's shape, is the same change by the CPU clock, NaN throughout where a case has none. The null is then
    that neither got slower, and its evidence the mean of both, which is an e-process again (Vovk and Wang): half of the
    wealth bets on each, from the first heat on. CPU seconds may rise while the time falls, which is nobody's
    regression: as long as the mean of z is beyond the tolerance in the other direction they do not count.

    Reference: V. Vovk and R. Wang (2021), "E-values: calibration, combination and applications", The Annals of
    Statistics 49, 1736-1754.
    """
    time, worked = Series.of(z), None if work is None else Series.of(work)
    slower = time.slower(tolerance) if guard is None else log_evidence(np.minimum(z, guard), tolerance)
    faster = time.faster(tolerance)
    ahead = np.zeros((3, *z.shape), dtype=bool)
    if worked is not None:
        more, less = worked.slower(tolerance), worked.faster(tolerance)
        has, mean = worked.count > 0, np.nan_to_num(time.means.mean)
        ahead[:2] = has & (more > slower), has & (less > faster)
        slower = np.where(has, _either(slower, more, mean > -tolerance), slower)
        faster = np.where(has, _either(faster, less, mean < tolerance), faster)
    done = np.stack([slower >= threshold, faster >= threshold, within_margin(z, margin, time.means, slower, faster)])
    word, row = _first(done)
    by_work = (word >= 0) & ahead[word, row, np.arange(word.size)] if len(z) else np.zeros(word.size, dtype=bool)
    shown = time if worked is None or not by_work.any() else Series.of(np.where(by_work, worked.z, z))
    return Decisions(word, row, slower, faster, time, worked, shown, by_work)


def _either(time: Floats, work: Floats, agree: Bools) -> Floats:
    """Give ln of the mean of two e-processes, the second of which counts only where the first does not disagree."""
    return np.where(agree, np.logaddexp(time, work), time) - math.log(2.0)


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
