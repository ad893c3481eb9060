"""The cases of a pair that have no verdict, and why; and those that have one although they failed now and then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...gil import BACK
from ...results.mishaps import mishaps
from ...side.outcome import SHARED
from ..records import Unjudged, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...results.records import Case, Pair, Race
    from ...results.store import Samples
    from ..records import Verdict


@dataclass(frozen=True, slots=True)
class Mishap:
    """A case that went wrong on one side of a pair: in so many of the heats in which it was tried."""

    case: str
    role: str
    """baseline or candidate."""
    status: str
    heats: int
    tried: int
    hopeless: bool
    """Whether it is not tried again."""
    reason: str
    """That of the first heat in which it went wrong."""

    def __str__(self) -> str:
        """Say all of it."""
        often = "" if self.heats == self.tried else f" in {self.heats} of {self.tried} heats"
        return f"{self.status} on the {self.role}{often}: {self.reason}"


Wrong = dict[str, dict[str, Mishap]]
"""Mishaps by case and role."""


def wrong(race: Race, samples: Samples, pair: Pair) -> Wrong:
    """Return what went wrong on either side of a pair; files that could not be collected are there as cases are."""
    found: Wrong = {}
    sides = {pair.baseline: "baseline", pair.candidate: "candidate"}
    for (case, side), seen in mishaps(race).items():
        if side in sides:
            tried = len(seen.heats | samples.of(case, side).keys())
            role, first = sides[side], seen.first
            mishap = Mishap(case, role, first.status, len(seen.heats), tried, seen.hopeless, first.reason)
            found.setdefault(case, {})[role] = mishap
    return found


def given_up(verdict: Verdict, on: Mapping[str, Mishap]) -> bool:
    """Say whether a case is failed rather than judged: nothing was decided, and it failed too often."""
    return not verdict.settled and any(m.hopeless or 2 * m.heats >= m.tried for m in on.values())


def unjudged(race: Race, pair: Pair, verdicts: Mapping[str, Verdict], found: Wrong) -> Iterator[Unjudged]:
    """Yield what has no verdict, or none that counts for more than what went wrong."""
    explained: set[str] = set()
    for case in race.cases:
        if case.id not in verdicts:
            place = case.id.partition("::")[0]
            its_file = found.get(place, {}) if case.missing_on else {}  # a file that could not be collected has none
            explained |= {place} if its_file else set()
            word, reason = _why(race, pair, case, found.get(case.id) or its_file)
            yield Unjudged(case.id, word, f"{place}: {reason}" if its_file and case.id not in found else reason)
        elif given_up(verdicts[case.id], found.get(case.id, {})):
            yield Unjudged(case.id, Word.FAILED, "; ".join(map(str, found[case.id].values())))
    known = {case.id for case in race.cases}
    for place, on in found.items():  # files that could not be collected are no cases
        if place not in known | explained:
            yield Unjudged(place, *_gone_wrong(on))


def _why(race: Race, pair: Pair, case: Case, on: Mapping[str, Mishap]) -> tuple[Word, str]:
    """Say why a case has no heat that both sides finished."""
    if on:
        return _gone_wrong(on)
    for side in (pair.candidate, pair.baseline):
        reason = race.side(side).unsupported.get(case.id)
        if reason:
            return Word.UNSUPPORTED, reason
    return _missing(pair, set(case.missing_on))


def _gone_wrong(on: Mapping[str, Mishap]) -> tuple[Word, str]:
    """Say what it means that a case went wrong on one side or both, and was timed on both in no heat."""
    candidate = on.get("candidate")
    if candidate is None:
        # Then the candidate itself may be what was in the way, or is what cannot be compared.
        unknown = on["baseline"].reason.endswith(SHARED) or on["baseline"].status == BACK
        return (Word.FAILED if unknown else Word.FIXED), str(on["baseline"])
    if "baseline" not in on:
        return Word.FAILED, str(candidate)
    reason = f"{candidate.status} on both sides: {candidate.reason}"
    unfit = all(mishap.status in {"skipped", "untimed"} for mishap in on.values())
    return (Word.UNSUPPORTED if unfit else Word.FAILED), reason


def _missing(pair: Pair, missing: set[str]) -> tuple[Word, str]:
    """Say what it means that these sides do not have a case."""
    match pair.baseline in missing, pair.candidate in missing:
        case True, True:
            return Word.UNSUPPORTED, "neither side has it"
        case False, True:
            return Word.REMOVED, "on the baseline only"
        case True, False:
            return Word.ADDED, "on the candidate only, so not run"
        case _:
            return Word.INCONCLUSIVE, "the time ran out before its turn"
