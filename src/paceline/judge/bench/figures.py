"""The suite's grid as figures: what a case takes, how much faster than sequential it is, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..stats.estimate import Estimate, estimate
from .arenas import Noises, arenas_of
from .winners import Standing, standings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...results.records import Race
    from ...results.store import Samples
    from .arenas import Arena


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
    """Return the figures of all cases that have a strategy, by case and side.

    Each interval rests on the case's own heats and on what others of its strategy show of the noise (`Noises`).
    """
    return figures_of(arenas_of(race, samples))


def figures_of(arenas: Sequence[Arena]) -> dict[tuple[str, str], Figure]:
    """Return the same of arenas that are known already."""
    noises = Noises.of(arenas)
    return {(figure.case, figure.side): figure for arena in arenas for figure in _figures(arena, noises)}


def _figures(arena: Arena, noises: Noises) -> Iterator[Figure]:
    standing = standings(arena, noises)
    for case, floors in arena.floors.items():
        ratios, kind = arena.speedups.get(case), arena.keys[case].name
        yield Figure(
            case,
            arena.side,
            estimate(list(floors.values()), noise=noises.floors[kind]),
            estimate(list(ratios.values()), noise=noises.speedups[kind]) if ratios else None,
            standing.get(case, Standing.CONTROL),
        )
