"""The rows of a race that judges nothing: what each case takes on each side, or why that is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...judge.per_heat import log_floors, log_ratios, peak_memory
from ...judge.records import Word
from ...judge.stats.estimate import estimate
from ..rows import MEASURED, UNMEASURED, Measured, Sheet, finite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...judge.bench.figures import Figure
    from ...judge.stats.estimate import Estimate
    from ...results.records import Case, Problem, Race, Side
    from ...results.store import Samples

    Problems = Mapping[tuple[str, str], Problem]

SCHEMA = 1


def compose(race: Race, samples: Samples, found: Mapping[tuple[str, str], Figure]) -> Sheet:
    """Return a row for each case and side of a race, in their order; `found` are the figures of the judgement."""
    problems = {(problem.case, problem.side): problem for heat in race.heats for problem in heat.problems}
    rows = []
    for case in race.cases:
        for side in race.sides:
            outcome = _outcome(race, case, side, samples, problems)
            numbers = _numbers(race, samples, case, side, found.get((case.id, side.name)))
            rows.append(Measured(**_place(case, side), **outcome, **numbers))
    rows += _uncollected(race, problems)
    seconds = race.seconds
    head = {"schema": SCHEMA, "kind": race.kind, "created": race.created, "seconds": seconds}
    return Sheet(kind=race.kind, groups={"figures": tuple(rows)}, head=head, seconds=seconds, created=race.created)


def _place(case: Case, side: Side) -> dict[str, Any]:
    return {"interpreter": side.key, "id": case.id, "side": side.name, "file": case.file, "line": case.line}


def _outcome(race: Race, case: Case, side: Side, samples: Samples, problems: Problems) -> dict[str, Any]:
    """Say what became of a case on a side; what went wrong goes before what was measured."""
    problem = problems.get((case.id, side.name))
    if problem is not None:
        return {"verdict": problem.status, "reason": problem.reason}
    if samples.of(case.id, side.name):
        return {"verdict": MEASURED}
    if case.id in side.unsupported:
        return {"verdict": Word.UNSUPPORTED.value, "reason": side.unsupported[case.id]}
    if side.name in case.missing_on:
        return {"verdict": "missing", "reason": f"{side.name} does not have it"}
    others = ", or the other side could not run it" if race.pairs else ""
    return {"verdict": UNMEASURED, "reason": f"the time ran out before its turn{others}"}


def _numbers(race: Race, samples: Samples, case: Case, side: Side, figure: Figure | None) -> dict[str, Any]:
    """Return what was measured of a case on a side; nothing where it was not."""
    measured = samples.of(case.id, side.name)
    if not measured:
        return {}
    floor = figure.floor if figure else estimate(list(log_floors(samples, case.id, side.name).values()))
    seconds, low, high = _interval(floor)
    numbers: dict[str, Any] = {"seconds": seconds, "low": low, "high": high, "heats": floor.n}
    numbers["memory"] = peak_memory(samples, case.id, side.name)
    numbers["rounds"] = int(np.median([sample.rounds for sample in measured.values()]))
    if figure:
        numbers["standing"] = figure.standing.value
        numbers |= _named("speedup", figure.speedup)
    pair = next((pair for pair in race.pairs if pair.candidate == side.name), None)
    if pair is not None:
        ratios = list(log_ratios(samples, case.id, pair.baseline, side.name).values())
        numbers |= {"baseline": pair.baseline, **_named("ratio", estimate(ratios) if ratios else None)}
    return numbers


def _named(name: str, found: Estimate | None) -> dict[str, float | None]:
    if found is None:
        return {}
    return dict(zip((name, f"{name}_low", f"{name}_high"), _interval(found), strict=True))


def _interval(found: Estimate) -> tuple[float | None, float | None, float | None]:
    return finite(found.value), finite(found.low), finite(found.high)


def _uncollected(race: Race, problems: Problems) -> Iterator[Measured]:
    """Yield the files that could not be collected: they are no cases."""
    known = {case.id for case in race.cases}
    for (place, name), problem in problems.items():
        if place not in known:
            side = race.side(name)
            yield Measured(interpreter=side.key, id=place, side=name, verdict=problem.status, reason=problem.reason)
