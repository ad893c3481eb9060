"""The cases of a pair that there is no comparison of, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records import Word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ...results.records import Case, Pair, Problem, Race


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A case without a comparison."""

    case: str
    word: Word
    reason: str


def failures(race: Race, pair: Pair) -> Iterator[tuple[str, Problem]]:
    """Yield the cases that went wrong on either side, the candidate's problems last: they count."""
    problems = [problem for heat in race.heats for problem in heat.problems]
    for side in (pair.baseline, pair.candidate):
        yield from ((problem.case, problem) for problem in problems if problem.side == side)


def unjudged(race: Race, pair: Pair, seen: Collection[str], failed: Mapping[str, Problem]) -> Iterator[Unjudged]:
    """Yield what has no verdict of a race's own: `seen` has one, unless it `failed`."""
    left_out = _left_out(race, pair)
    for case in race.cases:
        word, reason = left_out.get(case.id) or _why(race, pair, case, failed.get(case.id))
        if word is not None:
            yield Unjudged(case.id, word, reason)
        elif case.id not in seen:
            yield Unjudged(case.id, Word.INCONCLUSIVE, "the time was spent before its turn")
    known = {case.id for case in race.cases}
    for place, problem in failed.items():  # files that could not be collected are no cases
        if place not in known:
            word = Word.ADDED if problem.side == pair.baseline else Word.FAILED
            yield Unjudged(place, word, f"{problem.side}: {problem.reason}")


def _left_out(race: Race, pair: Pair) -> dict[str, tuple[Word, str]]:
    """Return what neither side has timed and neither has failed: a test that skips itself here, say."""
    seen: dict[str, dict[str, Problem]] = {}
    for heat in race.heats:
        for problem in heat.problems:
            seen.setdefault(problem.case, {})[problem.side] = problem
    sides = {pair.baseline, pair.candidate}
    return {
        case: (Word.UNSUPPORTED, f"{found[pair.candidate].status} on both sides: {found[pair.candidate].reason}")
        for case, found in seen.items()
        if sides <= found.keys() and all(found[side].status in {"skipped", "untimed"} for side in sides)
    }


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
