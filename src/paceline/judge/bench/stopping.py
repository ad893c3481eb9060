"""Which cases of a bench need no further heat: time goes where an answer is open, and then where a figure is vague."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..per_heat import log_speedups, relative_times
from ..policy import ALPHA
from ..rivals import SEQUENTIAL, Key
from ..stats.estimate import estimate
from ..stats.ranking import TIE
from .figures import settled
from .winners import ranked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...results.records import Race
    from ...results.store import Samples

    Cells = set[tuple[str, str]]

_LEVEL = ALPHA / 5
"""Error rate at which a group of rivals is stopped: strict, since it is tested after every heat."""

_ABSENT = 0.5
"""A rival that failed in more than this share of its group's heats is not waited for."""


def needless(race: Race, samples: Samples, *, doubt: float, heats: int) -> Cells:
    """Return the cases and sides that need no further heat.

    Rivals (one workload and size on one side) leave together once they are answered. When all are, those come back
    whose figures are not yet known to ±`doubt`, so that a budget is used. Nothing leaves before `heats` heats.
    """
    arenas: dict[object, dict[str, Key]] = {}
    for case in race.cases:
        if key := Key.of(case.id):
            arenas.setdefault(key.arena, {})[case.id] = key
    groups = [(cases, side.name) for cases in arenas.values() for side in race.sides]
    measured = [({case: key for case, key in cases.items() if samples.of(case, side)}, side) for cases, side in groups]
    vague = [(cases, side) for cases, side in measured if cases and not _answered(samples, cases, side, heats)]
    precise = settled(race, samples, doubt=doubt, heats=heats)
    if not vague:
        return precise
    wanted = {(case, side) for cases, side in vague for case in cases}
    enough = {
        (case.id, side.name)
        for case in race.cases
        for side in race.sides
        if len(samples.of(case.id, side.name)) >= heats
    }
    return enough - wanted


def _answered(samples: Samples, cases: Mapping[str, Key], side: str, heats: int) -> bool:
    """Say whether it is known which rival is fastest, and of each strategy whether it beats sequential.

    Either can be answered by a tie: two times whose ratio is known to be within ±5 % (`TIE`). With the second answer at
    each size, a crossover is known to lie between two of them.
    """
    ran = {case: len(samples.of(case, side)) for case in cases}
    most = max(ran.values())
    rivals = [case for case, key in cases.items() if not key.workers and ran[case] >= most * _ABSENT]
    if most < heats:
        return False
    sequential = next((case for case, key in cases.items() if key.strategy == SEQUENTIAL), None)
    times = relative_times(samples, rivals, sequential, side)
    places = ranked(times, _LEVEL)
    if any(place.fastest and not place.ties for place in places):
        return False
    against = [case for case in rivals if case != sequential] if sequential else []
    return all(_sided(log_speedups(samples, str(sequential), case, side)) for case in against)


def _sided(speedups: Mapping[int, float]) -> bool:
    """Say whether a speed-up is known to be above 1, below 1, or within ±5 % of it."""
    if not speedups:
        return True
    found = estimate(list(speedups.values()), level=1 - _LEVEL)
    return found.excludes(1.0) or (found.low * (1 + TIE) >= 1 and found.high <= 1 + TIE)
