"""Which strategy wins among its rivals: same workload, size and interpreter."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from ..policy import ALPHA
from ..stats.ranking import rank
from .arenas import table

if TYPE_CHECKING:
    from .arenas import Arena, Noises


class Standing(Enum):
    """Where a strategy stands among its rivals: same workload, size and interpreter."""

    FASTEST = "fastest"
    TIED = "tied"
    SLOWER = "slower"
    OPEN = "undecided"
    """No rival was shown to be slower than another, nor all to tie, or one alone had its turn: not enough evidence."""
    CONTROL = "control"
    """A control arm, such as one worker: it explains, and does not compete."""


WINNERS = frozenset({Standing.FASTEST, Standing.TIED})


def standings(arena: Arena, noises: Noises, alpha: float = ALPHA) -> dict[str, Standing]:
    """Say where each rival of an arena stands, at this error rate; controls are left out."""
    rivals = arena.rivals
    if not rivals or len(rivals) == 1 < arena.able:
        return dict.fromkeys(rivals, Standing.OPEN)
    places = rank(list(rivals), table(rivals), alpha, noises.between(arena))
    best = {place.strategy: place for place in places if place.fastest}
    if len(best) == len(rivals) > 1 and not all(place.ties for place in best.values()):
        return dict.fromkeys(rivals, Standing.OPEN)
    won = Standing.FASTEST if len(best) == 1 else Standing.TIED
    return {rival: won if rival in best else Standing.SLOWER for rival in rivals}
