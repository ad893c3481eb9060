"""The verdict of a gate: every case of every pair of sides, as one family, and what that means for the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import ExitCode
from .compare import comparisons
from .comparison import Word
from .verdict import family_size, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..results.records import Case, Pair, Problem, Race
    from ..results.store import Samples
    from .comparison import Verdict
    from .policy import Policy


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A case of a pair that there is no comparison of, and why."""

    case: str
    word: Word
    reason: str


@dataclass(frozen=True, slots=True)
class PairJudgement:
    """What can be said of one baseline and one candidate."""

    pair: Pair
    cases: tuple[Verdict, ...]
    suite: Verdict | None
    unjudged: tuple[Unjudged, ...]

    def verdicts(self) -> Iterator[Verdict]:
        """Yield the verdict on the suite, then those on its cases."""
        if self.suite is not None:
            yield self.suite
        yield from self.cases

    def cases_called(self, word: Word) -> list[Verdict]:
        """Return the cases with this verdict."""
        return [verdict for verdict in self.cases if verdict.verdict is word]


@dataclass(frozen=True, slots=True)
class GateJudgement:
    """The verdict of a whole gate."""

    pairs: tuple[PairJudgement, ...]
    policy: Policy
    family: int
    """Hypotheses that the error rate is shared by."""
    threshold: float
    """ln E from which on a regression is shown."""

    def exit_code(self, *, strict: bool = False) -> ExitCode:
        """Say what the gate's verdict means for a build; with `strict`, undecided cases are no success either."""
        words = [verdict.verdict for pair in self.pairs for verdict in pair.verdicts()]
        broken = [case for pair in self.pairs for case in pair.unjudged if case.word in {Word.FAILED, Word.REMOVED}]
        if Word.REGRESSION in words:
            return ExitCode.REGRESSION
        if broken or not any(pair.cases for pair in self.pairs):
            return ExitCode.UNJUDGED
        if strict and any(pair.cases_called(Word.INCONCLUSIVE) for pair in self.pairs):
            return ExitCode.UNJUDGED
        return ExitCode.OK


def judge_gate(race: Race, samples: Samples, policy: Policy) -> GateJudgement:
    """Judge a race that compares pairs; the same from disk as live, however often it is asked."""
    compared = {pair: comparisons(race, samples, pair) for pair in race.pairs}
    family = max(1, sum(family_size(_comparable(race, pair)) for pair in race.pairs))
    judged, threshold = [], 0.0
    for pair, grid in compared.items():
        result = judge(grid, policy, family=family)
        threshold = result.threshold
        seen = {verdict.case for verdict in result.cases}
        failed = dict(_failures(race, pair))
        cases = tuple(verdict for verdict in result.cases if verdict.case not in failed)
        unjudged = tuple(_unjudged(race, pair, seen, failed))
        judged.append(PairJudgement(pair, cases, result.suite, unjudged))
    return GateJudgement(tuple(judged), policy, family, threshold)


def settled(race: Race, samples: Samples, policy: Policy) -> set[tuple[str, str]]:
    """Return the cases that may leave the race, with their candidates."""
    judgement = judge_gate(race, samples, policy)
    return {
        (verdict.case, pair.pair.candidate) for pair in judgement.pairs for verdict in pair.cases if verdict.settled
    }


def _comparable(race: Race, pair: Pair) -> int:
    """Count the cases that both sides have: known when they have been collected, before anything is measured."""
    return sum(not {pair.baseline, pair.candidate} & set(case.missing_on) for case in race.cases)


def _failures(race: Race, pair: Pair) -> Iterator[tuple[str, Problem]]:
    """Yield the cases that went wrong on either side, the candidate's problems last: they count."""
    problems = [problem for heat in race.heats for problem in heat.problems]
    for side in (pair.baseline, pair.candidate):
        yield from ((problem.case, problem) for problem in problems if problem.side == side)


def _unjudged(race: Race, pair: Pair, seen: Iterable[str], failed: dict[str, Problem]) -> Iterator[Unjudged]:
    for case in race.cases:
        word, reason = _why(race, pair, case, failed.get(case.id))
        if word is not None:
            yield Unjudged(case.id, word, reason)
        elif case.id not in seen:
            yield Unjudged(case.id, Word.INCONCLUSIVE, "the time was spent before its turn")
    known = {case.id for case in race.cases}
    for place, problem in failed.items():  # files that could not be collected are no cases
        if place not in known:
            yield Unjudged(place, Word.FAILED, f"{problem.side}: {problem.reason}")


def _why(race: Race, pair: Pair, case: Case, problem: Problem | None) -> tuple[Word | None, str]:
    """Say why a case has no verdict of its own; None where nothing stands in its way."""
    if problem is not None:
        word = Word.ADDED if problem.side == pair.baseline else Word.FAILED
        role = "baseline" if problem.side == pair.baseline else "candidate"
        return word, f"{problem.status} on the {role}: {problem.reason}"
    for side in (pair.candidate, pair.baseline):
        reason = race.side(side).unsupported.get(case.id)
        if reason:
            return Word.UNSUPPORTED, reason
    return _missing(pair, set(case.missing_on))


def _missing(pair: Pair, missing: set[str]) -> tuple[Word | None, str]:
    """Say what it means that these sides do not have a case."""
    match pair.baseline in missing, pair.candidate in missing:
        case True, True:
            return Word.UNSUPPORTED, "on neither side"
        case False, True:
            return Word.REMOVED, "the candidate does not have it"
        case True, False:
            return Word.ADDED, "the baseline does not have it"
        case _:
            return None, ""
