"""Whether a race has the heats that a regression takes, and the time that it would take to get them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records import Doubt
from ..stats.power import fewest_heats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...results.records import Race
    from ..records import Verdict

_LATER = 0.7
"""A later heat takes about this share of the first one's time, where there was none."""

_ROOM = 1.5
"""The heats of a race are not all as long as the first few were."""


@dataclass(frozen=True, slots=True)
class Lack:
    """What a race lacks in which no case got the heats that a regression takes."""

    heats: int
    """That a regression takes."""
    first: float
    """Seconds of the first heat, in which functions are called until they are steady."""
    seconds: float
    """Of each later heat of all cases."""

    @property
    def budget(self) -> float:
        """Seconds in which so many heats would fit."""
        return self.first + _ROOM * (self.heats - 1) * self.seconds


def too_short(verdict: Verdict) -> bool:
    """Say whether a case is undecided because it did not get the heats that a regression takes."""
    return any(caveat.kind in {Doubt.FEW_HEATS, Doubt.NO_HEATS} for caveat in verdict.caveats)


def lack(race: Race, verdicts: Sequence[Verdict], threshold: float) -> Lack | None:
    """Say what is lacking where no case has the heats that a regression takes; None where one has, or there is none."""
    if not verdicts or not all(map(too_short, verdicts)):
        return None
    first = race.heats[0].seconds if race.heats else 0.0
    later = sum(verdict.heats for verdict in verdicts) / len(verdicts) - 1.0
    seconds = (race.seconds - first) / later if later > 0 else _LATER * first
    return Lack(fewest_heats(threshold), first, seconds)
