"""Plain pytest-benchmark files, one a process, that no race made: what two sets of them can show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Unjudged
from .policy import Policy
from .profile import Margins
from .records import Caveat, Clock, Doubt, Word
from .records import Unjudged as NotJudged
from .stats.heat import floor
from .stats.welch import Summary, welch
from .ttests import GapCase, judge_gaps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ..results.benchmarkjson import Content
    from .records import Verdict

    Files = Mapping[Path, Content]


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
    """Judge the cases that both sets of files hold and none holds oddly; raise `Unjudged` where there is none."""
    below, above = _log_floors(baseline), _log_floors(candidate)
    odd = {case for files in (baseline, candidate) for case in _odd(files)}
    common = sorted(set(below) & set(above) - odd)
    if not common:
        first = next(iter(unjudged_in(baseline, candidate)), None)
        if first is not None and first.word is Word.FAILED:
            raise Unjudged(f"no case can be compared; the first, {first.case}: {first.reason}")
        raise Unjudged("the files have no case in common", cure="compare files of the same suite")
    cases = [Unpaired(case, Summary.of(below[case]), Summary.of(above[case])) for case in common]
    return judge_unpaired(cases, policy)


def unjudged_in(baseline: Files, candidate: Files) -> Iterator[NotJudged]:
    """Yield the cases that cannot be compared: held oddly by a file, or by no file of one side."""
    odd = _odd(candidate) | _odd(baseline)
    yield from (NotJudged(case, Word.FAILED, reason) for case, reason in sorted(odd.items()))
    before, after = _names(baseline), _names(candidate)
    for word, cases, side in ((Word.REMOVED, before - after, "candidate"), (Word.ADDED, after - before, "baseline")):
        reason = f"the {side}'s files do not have it"
        yield from (NotJudged(case, word, reason) for case in sorted(cases - odd.keys()))


def _names(files: Files) -> set[str]:
    return {case for content in files.values() for case in content.samples}


def _odd(files: Files) -> dict[str, str]:
    """Return the cases that a file holds oddly, with the first such file and its reason."""
    found: dict[str, str] = {}
    for path, content in files.items():
        for case, reason in content.odd.items():
            found.setdefault(case, f"not comparable: {path}: {reason}")
    return found


def _log_floors(files: Files) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for content in files.values():
        for case, sample in content.samples.items():
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
