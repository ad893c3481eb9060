"""Where a race's time went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..results.records import Spent

if TYPE_CHECKING:
    from ..results.records import Race

_KINDS = {
    "timed": "timed rounds",
    "calibration": "calibration",
    "warmup": "warm-up",
    "fixtures": "fixtures and pools",
    "start": "starting processes",
    "handover": "handing over turns",
    "reference_loop": "reference loop",
    "reference": "sequential rounds beside a strategy's",
    "end": "ending processes",
}


def spending(race: Race) -> list[tuple[str, float, float]]:
    """Return the kinds of time, largest first: name, seconds, share of all heats; and what none of them explains."""
    spent = Spent()
    for heat in race.heats:
        spent.add(heat.spent)
    whole = max(sum(heat.seconds for heat in race.heats), spent.total)
    seconds = {shown: getattr(spent, name) for name, shown in _KINDS.items()}
    seconds["everything else"] = max(0.0, whole - spent.total)
    largest = sorted(seconds.items(), key=lambda item: -item[1])
    return [(kind, value, value / whole) for kind, value in largest if value > 0]
