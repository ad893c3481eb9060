"""Plain pytest-benchmark files, one a process, that no race made: what two sets of them can show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Unjudged
from .policy import Policy
from .profile import Margins
from .records import Caveat, Clock, Doubt
from .stats.floor import floor
from .stats.welch import Summary, welch
from .ttests import GapCase, judge_gaps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..results.store import Sample
    from .records import Verdict

    Files = Sequence[Mapping[str, Sample]]


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


def judge_files(baseline: Files, candidate: Files, policy: Policy) -> tuple[Verdict, ...]:
    """Judge the cases that both sets of files hold; raise `Unjudged` where there is none."""
    below, above = _log_floors(baseline), _log_floors(candidate)
    common = sorted(set(below) & set(above))
    if not common:
        raise Unjudged("the files have no case in common", cure="compare files of the same suite")
    cases = [Unpaired(case, Summary.of(below[case]), Summary.of(above[case])) for case in common]
    return judge_unpaired(cases, policy)


def only_in(one: Files, other: Files) -> list[str]:
    """Return the cases of one set of files that the other lacks."""
    return sorted({case for file in one for case in file} - {case for file in other for case in file})


def _log_floors(files: Files) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for file in files:
        for case, sample in file.items():
            found.setdefault(case, []).append(math.log(floor(sample.wall)))
    return found


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
