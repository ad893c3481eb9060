"""Which cases of a bench need no further heat: time goes to open winners, then to ties, then to vague figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..per_heat import log_floors
from ..policy import ALPHA
from ..stats.estimate import estimate
from ..stats.moderation import NOTHING, Noise
from ..stats.ranking import TIE, rank
from .arenas import Noises, arenas_of, table
from .winners import Standing, standings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...results.records import Race
    from ...results.store import Samples
    from .arenas import Arena

    Cells = set[tuple[str, str]]

_LEVEL = ALPHA / 5
"""Error rate at which a group of rivals is stopped: strict, since it is tested after every heat."""

_ABSENT = 0.5
"""A rival that failed in more than this share of its group's heats is not waited for."""


def needless(race: Race, samples: Samples, *, doubt: float, heats: int) -> Cells:
    """Return the cases and sides that need no further heat.

    Rivals (one workload and size on one side) leave together once they are answered. When all are, those come back
    whose figures are not yet known to ±`doubt`, so that a budget is used. Nothing leaves before `heats` heats, except
    that one heat earlier all others wait for those of whom nobody is shown to be slower than another.
    """
    arenas = [arena for arena in arenas_of(race, samples) if arena.floors]
    noises = Noises.of(arenas)
    undecided = [arena for arena in arenas if _undecided(arena, noises, heats)]
    if vague := undecided or [arena for arena in arenas if not _answered(arena, noises, heats)]:
        fewest = heats - 1 if undecided else heats
        wanted = {(case, arena.side) for arena in vague for case in arena.floors}
        return {cell for cell in _cells(race) if len(samples.of(*cell)) >= fewest} - wanted
    return _precise(race, samples, arenas, noises, doubt=math.log1p(doubt), heats=heats)


def _cells(race: Race) -> Cells:
    return {(case.id, side.name) for case in race.cases for side in race.sides}


def _undecided(arena: Arena, noises: Noises, heats: int) -> bool:
    """Say whether no winner is known after `heats` - 1 heats. After twice `heats` the others wait no longer."""
    most = max(len(logs) for logs in arena.floors.values())
    return heats <= most + 1 <= 2 * heats and Standing.OPEN in standings(arena, noises, _LEVEL).values()


def _answered(arena: Arena, noises: Noises, heats: int) -> bool:
    """Say whether it is known which rival is fastest, and of each strategy whether it beats sequential.

    Either can be answered by a tie: two times whose ratio is known to be within ±5 % (`TIE`). With the second answer at
    each size, a crossover is known to lie between two of them.
    """
    most = max(len(logs) for logs in arena.floors.values())
    rivals = {case: logs for case, logs in arena.rivals.items() if len(arena.floors[case]) >= most * _ABSENT}
    if most < heats:
        return False
    places = rank(list(rivals), table(rivals), _LEVEL, noises.between(arena)) if rivals else ()
    if any(place.fastest and not place.ties for place in places):
        return False
    return all(
        _sided(arena.speedups[case], noises.speedups[arena.keys[case].name])
        for case in rivals
        if case in arena.speedups
    )


def _sided(speedups: Mapping[int, float], noise: Noise) -> bool:
    """Say whether a speed-up is known to be above 1, below 1, or within ±5 % of it."""
    found = estimate(list(speedups.values()), 1 - _LEVEL, noise)
    return found.excludes(1.0) or (found.low * (1 + TIE) >= 1 and found.high <= 1 + TIE)


def _precise(  # noqa: PLR0913 (what a race is, and when it is known well enough)
    race: Race, samples: Samples, arenas: Sequence[Arena], noises: Noises, *, doubt: float, heats: int
) -> Cells:
    """Return the cells whose time is known to ±`doubt`, in natural logarithms, after at least `heats` heats.

    The sequential case of an arena stays as long as one of its rivals does: speed-ups are taken within a heat.
    """
    times = {
        (case, arena.side): (logs, noises.floors[arena.keys[case].name])
        for arena in arenas
        for case, logs in arena.floors.items()
    }
    times |= {cell: (log_floors(samples, *cell), NOTHING) for cell in _cells(race) - times.keys()}
    done = {
        cell
        for cell, (logs, noise) in times.items()
        if len(logs) >= heats and estimate(list(logs.values()), noise=noise).doubt <= doubt
    }
    for arena in arenas:
        if not {(case, arena.side) for case in arena.floors} <= done:
            done.discard((str(arena.sequential), arena.side))
    return done
