"""Which strategy wins among its rivals: same workload, size and interpreter."""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from ..policy import ALPHA
from ..stats.ranking import rank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..per_heat import Logs
    from ..stats.ranking import Place


class Standing(Enum):
    """Where a strategy stands among its rivals: same workload, size and interpreter."""

    FASTEST = "fastest"
    TIED = "tied"
    SLOWER = "slower"
    OPEN = "open"
    """No rival was shown to be slower than another, nor all to tie, or one alone had its turn: not enough evidence."""
    CONTROL = "control"
    """A control arm, such as one worker: it explains, and does not compete."""


WINNERS = frozenset({Standing.FASTEST, Standing.TIED})


def standings(rivals: Mapping[str, Logs], *, able: int) -> dict[str, Standing]:
    """Say where each of these rivals stands, from its ln seconds by heat; so many are `able` to run."""
    if not rivals or len(rivals) == 1 < able:
        return dict.fromkeys(rivals, Standing.OPEN)
    best = {place.strategy: place for place in ranked(rivals) if place.fastest}
    if len(best) == len(rivals) > 1 and not all(place.ties for place in best.values()):
        return dict.fromkeys(rivals, Standing.OPEN)
    won = Standing.FASTEST if len(best) == 1 else Standing.TIED
    return {rival: won if rival in best else Standing.SLOWER for rival in rivals}


def ranked(rivals: Mapping[str, Logs], alpha: float = ALPHA) -> tuple[Place, ...]:
    """Return the places of these rivals, from their ln seconds by heat: see `ranking.rank`."""
    heats = sorted({heat for logs in rivals.values() for heat in logs})
    return rank(
        list(rivals), np.array([[logs.get(heat, math.nan) for logs in rivals.values()] for heat in heats]), alpha=alpha
    )
