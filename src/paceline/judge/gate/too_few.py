"""Whether a race has the heats that a verdict takes, and the time that it would take to get them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..records import Doubt
from ..stats.power import fewest_heats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...results.records import Race
    from ..records import Verdict

_ROOM = 1.2
"""The heats of a race are not all as long as the first few were."""


@dataclass(frozen=True, slots=True)
class Lack:
    """What a race lacks in which no case got the heats that a verdict takes."""

    heats: int
    """That a verdict takes."""
    seconds: float
    """Of one heat of all cases."""

    @property
    def budget(self) -> float:
        """Seconds in which so many heats would fit."""
        return _ROOM * self.heats * self.seconds


def too_short(verdict: Verdict) -> bool:
    """Say whether a case is undecided because it did not get the heats that any verdict takes."""
    return any(caveat.kind in {Doubt.FEW_HEATS, Doubt.NO_HEATS} for caveat in verdict.caveats)


def lack(race: Race, verdicts: Sequence[Verdict], threshold: float) -> Lack | None:
    """Say what is lacking where no case has the heats that a verdict takes; None where one has, or there is none."""
    if not verdicts or not all(map(too_short, verdicts)):
        return None
    measured = sum(verdict.heats for verdict in verdicts)
    return Lack(fewest_heats(threshold), race.seconds * len(verdicts) / max(measured, 1))
