"""The verdicts' rows: each case's ratio with its interval, and its margins."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace
from typing import TYPE_CHECKING

from ...judge.per_heat import log_ratios
from ...judge.policy import Policy
from ...judge.profile import INTERPRETERS, Margins
from ...judge.records import SUITE
from ...judge.stats.estimate import estimate
from .records import VerdictRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...judge.records import Verdict
    from ...results.records import Pair, Race
    from ...results.store import Samples
    from .records import CaseRow

    Verdicts = Mapping[Pair, Sequence[Verdict]]
    """What the judge said of each pair's cases."""

UNJUDGED = "not judged"
"""Stands where a verdict would: a ratio with its own interval, which is not corrected for the other cases."""

PLAIN = {"regression": "slower", "improvement": "faster"}
"""The words for interpreters: one that is slower than another is no regression of anybody's."""

ORDER = (
    *("regression", "slower", "failed", "inconclusive", UNJUDGED, "improvement", "faster", "unchanged"),
    *("added", "fixed", "removed", "unsupported"),
)


def forest(
    race: Race,
    samples: Samples,
    cases: Sequence[CaseRow],
    *,
    verdicts: Verdicts | None = None,
    policy: Policy | None = None,
) -> list[VerdictRow]:
    """Return the rows of all pairs, the worst first and all cases together last.

    `verdicts` are shown as they are, whoever judged, also of pairs that the race itself does not name; a pair of the
    race that has none is shown as estimates, which are not verdicts.
    `policy` gives the margins that are drawn in (default: the default profile's).
    """
    policy = policy or Policy()
    margins = [
        policy.margins(case.id, strategy=row.strategy or None, concurrent=bool(case.concurrent))
        for case, row in zip(race.cases, cases, strict=True)
    ]
    rows: list[VerdictRow] = []
    for pair in dict.fromkeys([*race.pairs, *(verdicts or ())]):
        held = margins if _alike(race, pair) else [INTERPRETERS] * len(margins)
        said = {verdict.case: verdict for verdict in (verdicts or {}).get(pair, ())}
        if SUITE in said:
            rows.append(_row(pair, -1, said[SUITE], _mean([held[n] for n, c in enumerate(race.cases) if c.id in said])))
        for number, case in enumerate(race.cases):
            if case.id in said:
                row = _row(pair, number, said[case.id], held[number])
                rows.append(row if pair in race.pairs else replace(row, verdict=PLAIN.get(row.verdict, row.verdict)))
        rows += [] if said else _estimated(race, samples, pair, held)
    return sorted(rows, key=lambda row: (row.pair, row.case < 0, ORDER.index(row.verdict), -row.ratio))


def _estimated(race: Race, samples: Samples, pair: Pair, margins: Sequence[Margins]) -> Iterator[VerdictRow]:
    """Yield what nobody judged."""
    for number, case in enumerate(race.cases):
        z = list(log_ratios(samples, case.id, pair.baseline, pair.candidate).values())
        if z:
            found, bounds = estimate(z), (margins[number].tolerance, margins[number].margin)
            low, high = _known(found.low), _known(found.high)
            yield VerdictRow(_title(pair), number, found.value, low, high, found.n, UNJUDGED, *bounds)


def _alike(race: Race, pair: Pair) -> bool:
    """Say whether a pair has one interpreter; between two, margins are wider, for builds differ by their layout."""
    return race.side(pair.baseline).key == race.side(pair.candidate).key


def _mean(margins: Sequence[Margins]) -> Margins:
    """Return the margins of all cases together, which are the mean of the cases' (see `suite_verdict`)."""
    tolerance = statistics.fmean(each.log_tolerance for each in margins)
    margin = statistics.fmean(each.log_margin for each in margins)
    return Margins(math.expm1(tolerance), math.expm1(margin))


def _title(pair: Pair) -> str:
    return f"{pair.candidate} ÷ {pair.baseline}"


def _row(pair: Pair, case: int, verdict: Verdict, margins: Margins) -> VerdictRow:
    low, high = _known(verdict.low), _known(verdict.high)
    bounds = margins.tolerance, margins.margin
    return VerdictRow(_title(pair), case, verdict.ratio, low, high, verdict.heats, str(verdict.verdict), *bounds)


def _known(end: float) -> float | None:
    return end if 0 < end < math.inf else None
