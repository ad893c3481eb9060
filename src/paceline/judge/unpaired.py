"""Two sets of measurements that no race made: plain files, or today against a stored baseline."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .comparison import Caveat, Doubt
from .equivalence import LEAST_SPREAD
from .floor import Clock
from .gaps import Gap, GapCase, judge_gaps
from .policy import Policy
from .profile import Margins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .arrays import Floats
    from .comparison import Verdict


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


def welch(baseline: Summary, candidate: Summary) -> Gap:
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
        return Gap(difference, math.inf, 0.0)
    v = [max(side.spread, LEAST_SPREAD) ** 2 / side.n for side in (baseline, candidate)]
    freedom = sum(v) ** 2 / (v[0] ** 2 / (baseline.n - 1) + v[1] ** 2 / (candidate.n - 1))
    return Gap(difference, math.sqrt(sum(v)), freedom)


def judge_unpaired(
    cases: Sequence[Unpaired], margins: Policy | Margins | None = None, *, alpha: float | None = None
) -> tuple[Verdict, ...]:
    """Judge cases by Welch's test, each against its tolerance, with Holm's adjustment over the grid: see `judge_gaps`.

    `heats` are the processes of the smaller side. `margins` is one pair for all cases, or a policy; alpha is the
    policy's or 5 %.
    """
    policy = margins if isinstance(margins, Policy) else Policy()
    return judge_gaps(
        [
            _gap_case(
                case,
                margins
                if isinstance(margins, Margins)
                else policy.margins(case.case, strategy=case.strategy, concurrent=case.concurrent),
            )
            for case in cases
        ],
        policy.alpha if alpha is None else alpha,
    )


def _gap_case(case: Unpaired, margins: Margins) -> GapCase:
    processes = (case.baseline.n, case.candidate.n)
    doubts = (Caveat(Doubt.ONE_PROCESS, processes),) if min(processes) < 2 else ()
    return GapCase(
        case=case.case,
        gap=welch(case.baseline, case.candidate),
        margins=margins,
        heats=min(processes),
        rounds=case.rounds,
        clock=case.clock,
        caveats=(*case.caveats, *doubts),
    )
