"""What went wrong with which case on which side, over all heats of a race, and when it is tried no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .records import Problem, Race

_FIRST = frozenset({1, 2})
"""A case that fails in both of the first heats fails always, as far as can be seen."""

_MOST = 3
"""Failures after which a case is not tried again: each costs the time of a heat, and no heat is sure to count."""


@dataclass(frozen=True, slots=True)
class Mishaps:
    """The heats in which one case went wrong on one side, and what was said in the first of them."""

    heats: frozenset[int]
    first: Problem

    @property
    def hopeless(self) -> bool:
        """Whether the case is not tried again on that side."""
        return len(self.heats) >= _MOST or self.heats >= _FIRST


def mishaps(race: Race) -> dict[tuple[str, str], Mishaps]:
    """Return what went wrong, by case and side."""
    found: dict[tuple[str, str], Mishaps] = {}
    for heat in race.heats:
        for problem in heat.problems:
            key = problem.case, problem.side
            first = found[key].first if key in found else problem
            found[key] = Mishaps(frozenset({heat.number, *(found[key].heats if key in found else ())}), first)
    return found


def collided(race: Race) -> bool:
    """Say whether a case that does not always fail did so in a heat beside another: they may share a file or a port."""
    beside = {heat.number - step for heat in race.heats if heat.slot for step in range(heat.slot + 1)}
    found = mishaps(race).values()
    return any(seen.heats & beside and not seen.hopeless and seen.first.status == "failed" for seen in found)
