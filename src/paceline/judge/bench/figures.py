"""The suite's grid as figures: what a case takes, how much faster than sequential it is, and where it stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..per_heat import log_floors, log_speedups, relative_times
from ..rivals import SEQUENTIAL, Key
from ..stats.estimate import Estimate, estimate
from .winners import Standing, standings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...results.records import Case, Race, Side
    from ...results.store import Samples


@dataclass(frozen=True, slots=True)
class Figure:
    """One case on one side."""

    case: str
    side: str
    floor: Estimate
    """Seconds a call."""
    speedup: Estimate | None
    """Sequential ÷ this, within the same process; None where there is no sequential case to compare with."""
    standing: Standing


def figures(race: Race, samples: Samples) -> dict[tuple[str, str], Figure]:
    """Return the figures of all cases that have a strategy, by case and side."""
    arenas: dict[object, dict[str, Key]] = {}
    for case in race.cases:
        key = Key.of(case.id)
        if key:
            arenas.setdefault(key.arena, {})[case.id] = key
    return {
        (figure.case, figure.side): figure
        for cases in arenas.values()
        for side in race.sides
        for figure in _arena(samples, cases, side)
    }


def _arena(samples: Samples, cases: Mapping[str, Key], raced: Side) -> Iterable[Figure]:
    side = raced.name
    logs = {case: log_floors(samples, case, side) for case in cases}
    measured = {case: floors for case, floors in logs.items() if floors}
    sequential = next((case for case, key in cases.items() if key.strategy == SEQUENTIAL), None)
    rivals = relative_times(samples, (case for case in measured if not cases[case].workers), sequential, side)
    able = [case for case, key in cases.items() if not key.workers and case not in raced.unsupported]
    standing = standings(rivals, able=len(able))
    for case, floors in measured.items():
        ratios = log_speedups(samples, sequential, case, side) if sequential and case != sequential else {}
        yield Figure(
            case,
            side,
            estimate(list(floors.values())),
            estimate(list(ratios.values())) if ratios else None,
            standing.get(case, Standing.CONTROL),
        )


def settled(race: Race, samples: Samples, *, doubt: float, heats: int) -> set[tuple[str, str]]:
    """Return the cases and sides whose floor is known to ±`doubt` after at least `heats` heats.

    The sequential case of an arena stays as long as one of its rivals does: speed-ups are taken within a heat.
    """
    done = {
        (case.id, side.name)
        for case in race.cases
        for side in race.sides
        if _known(samples, case, side.name, doubt, heats)
    }
    keys = {case.id: Key.of(case.id) for case in race.cases}
    busy = {
        (key.arena, side.name)
        for case, key in keys.items()
        for side in race.sides
        if key and (case, side.name) not in done and samples.of(case, side.name)
    }
    return {
        (case, side)
        for case, side in done
        if not ((key := keys[case]) and key.strategy == SEQUENTIAL and (key.arena, side) in busy)
    }


def _known(samples: Samples, case: Case, side: str, doubt: float, heats: int) -> bool:
    logs = list(log_floors(samples, case.id, side).values())
    return len(logs) >= heats and estimate(logs).doubt <= math.log1p(doubt)
