"""Where the race's time went, and what else the machine did in each heat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..spending import spending
from ..units import duration, share
from .records import HeatRow, SpentRow

if TYPE_CHECKING:
    from ...results.records import Race


def spent(race: Race) -> list[SpentRow]:
    """Return the kinds of time, largest first."""
    return [SpentRow(kind, value, part, f"{duration(value)} · {share(part)}") for kind, value, part in spending(race)]


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
