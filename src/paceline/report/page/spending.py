"""Where the race's time went, and what else the machine did in each heat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Spent
from ..units import duration, share
from .records import HeatRow, SpentRow

if TYPE_CHECKING:
    from ...results.records import Race

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


def spent(race: Race) -> list[SpentRow]:
    """Return the kinds of time, largest first, and what none of them explains."""
    total = Spent()
    for heat in race.heats:
        total.add(heat.spent)
    whole = sum(heat.seconds for heat in race.heats)
    seconds = {name_shown: getattr(total, name) for name, name_shown in _KINDS.items()}
    seconds["everything else"] = max(0.0, whole - total.total)
    return [
        SpentRow(kind, value, value / whole, f"{duration(value)} · {share(value / whole)}")
        for kind, value in sorted(seconds.items(), key=lambda item: -item[1])
        if value > 0
    ]


def heats(race: Race) -> list[HeatRow]:
    """Return one row per heat."""
    return [
        HeatRow(
            heat.number,
            heat.seconds,
            heat.spent.timed,
            heat.system_load.foreign,
            heat.system_load.load,
            f"{duration(heat.seconds)}, of which {duration(heat.spent.timed)} in timed rounds",
        )
        for heat in race.heats
    ]
