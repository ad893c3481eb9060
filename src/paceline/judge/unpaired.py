"""Two sets of measurements that no race made: plain files, or today against a stored baseline."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from .comparison import LEVEL, Caveat, Doubt, Verdict, Word
from .equivalence import MISSED_FASTER, MISSED_SLOWER
from .floor import Clock
from .multiplicity import holm
from .policy import Policy
from .power import POWER
from .profile import Margins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .arrays import Floats

_LEAST_SPREAD = 1e-4
"""0.01 %: as in `equivalence`, processes that agree to the last bit do not prove a spread of zero."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Log floors of one side: their mean, standard deviation (n - 1; ignored for n = 1), and number of processes."""

    mean: float
    spread: float
    n: int

    @classmethod
    def of(cls, log_floors: Sequence[float] | Floats) -> Summary:
        """Summarise log floors, one a process."""
        y = np.asarray(log_floors, dtype=np.float64)
        return cls(float(y.mean()), float(y.std(ddof=1)) if y.size > 1 else 0.0, y.size)


@dataclass(frozen=True, slots=True)
class Unpaired:
    """One case measured on two sides at different times; fields as in `Comparison`."""

    case: str
    baseline: Summary
    candidate: Summary
    concurrent: bool = False
    clock: Clock = Clock.WALL
    rounds: int = 0
    strategy: str | None = None
    caveats: tuple[Caveat, ...] = ()


@dataclass(frozen=True, slots=True)
class Welch:
    """The difference of two means of logs, candidate - baseline, its standard error and degrees of freedom."""

    difference: float
    error: float
    freedom: float

    def p_above(self, null: float) -> float:
        """Give the one-sided p-value of a difference of at most `null`; 1 where nothing can be said."""
        if not math.isfinite(self.error):
            return 1.0
        return float(stats.t.sf((self.difference - null) / self.error, self.freedom))

    def bound(self, miss: float) -> float:
        """Give how far the true difference is at most from this one, on one side, but for a share `miss`."""
        return float(stats.t.ppf(1.0 - miss, self.freedom)) * self.error if math.isfinite(self.error) else math.inf


def welch(baseline: Summary, candidate: Summary) -> Welch:
    """Compare two means of log floors whose spreads may differ.

    Hypothesis, with `p_above`: the candidate's mean log floor exceeds the baseline's by at most so much.
    Method: Welch's t-test (unequal variances t-test) with the Welch-Satterthwaite degrees of freedom.
    Assumes that processes are independent and their log floors normal, and that nothing else changed between the two
    sides. The last is what a race is for: machines drift by percents in minutes, and this test takes that for the code.
    Close to exact from five normal processes a side on.
    Cannot answer with one process on either side: the spread between processes is unknown, and the error infinite.

    Reference: B. L. Welch (1947), "The generalization of 'Student's' problem when several different population
    variances are involved", Biometrika 34, 28-35.
    """
    difference = candidate.mean - baseline.mean
    if min(baseline.n, candidate.n) < 2:
        return Welch(difference, math.inf, 0.0)
    v = [max(side.spread, _LEAST_SPREAD) ** 2 / side.n for side in (baseline, candidate)]
    freedom = sum(v) ** 2 / (v[0] ** 2 / (baseline.n - 1) + v[1] ** 2 / (candidate.n - 1))
    return Welch(difference, math.sqrt(sum(v)), freedom)


def judge_unpaired(
    cases: Sequence[Unpaired], margins: Policy | Margins | None = None, *, alpha: float | None = None
) -> tuple[Verdict, ...]:
    """Judge cases by Welch's test, each against its tolerance, with Holm's adjustment over the grid.

    The words are a race's: regression where the adjusted p is at most alpha, improvement the same with sides exchanged
    (for information), unchanged where both one-sided bounds of the difference are within the margin. `evidence` is -ln
    of the adjusted p-value, `threshold` ln(1/alpha). `heats` are the processes of the smaller side.
    `margins` is one pair for all cases, or a policy; by default `profile.STORED`'s caller decides, and alpha is the
    policy's or 5 %.
    """
    policy = margins if isinstance(margins, Policy) else Policy()
    level = policy.alpha if alpha is None else alpha
    limits = [
        margins
        if isinstance(margins, Margins)
        else policy.margins(c.case, strategy=c.strategy, concurrent=c.concurrent)
        for c in cases
    ]
    tests = [welch(c.baseline, c.candidate) for c in cases]
    slower = holm(np.array([t.p_above(m.log_tolerance) for t, m in zip(tests, limits, strict=True)]))
    faster = holm(np.array([_turned(t).p_above(m.log_tolerance) for t, m in zip(tests, limits, strict=True)]))
    return tuple(
        _verdict(case, test, limit, (float(p), float(q)), level, len(cases))
        for case, test, limit, p, q in zip(cases, tests, limits, slower, faster, strict=True)
    )


def _turned(test: Welch) -> Welch:
    return Welch(-test.difference, test.error, test.freedom)


def _verdict(  # noqa: PLR0913, PLR0917 (one column of everything known)
    case: Unpaired, test: Welch, margins: Margins, p: tuple[float, float], alpha: float, family: int
) -> Verdict:
    word = Word.INCONCLUSIVE
    if p[0] <= alpha:
        word = Word.REGRESSION
    elif p[1] <= alpha:
        word = Word.IMPROVEMENT
    elif (
        test.difference + test.bound(MISSED_SLOWER) < margins.log_margin
        and test.difference - test.bound(MISSED_FASTER) > -margins.log_margin
    ):
        word = Word.UNCHANGED
    processes = (case.baseline.n, case.candidate.n)
    doubts = (Caveat(Doubt.ONE_PROCESS, processes),) if min(processes) < 2 else ()
    bound = test.bound((1.0 - LEVEL) / 2.0)
    # Found in four of five: as far above the tolerance as both quantiles together.
    reach = test.bound(alpha / max(family, 1)) + test.bound(1.0 - POWER)
    return Verdict(
        case=case.case,
        verdict=word,
        ratio=math.exp(test.difference),
        low=math.exp(test.difference - bound),
        high=math.exp(test.difference + bound),
        heats=min(processes),
        rounds=case.rounds,
        clock=case.clock,
        evidence=-math.log(max(p[1] if word is Word.IMPROVEMENT else p[0], 1e-300)),
        threshold=math.log(1.0 / alpha),
        detectable=math.exp(margins.log_tolerance + reach),
        heats_needed=None,
        caveats=(*case.caveats, *doubts),
    )
