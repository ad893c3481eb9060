"""What else the machine was doing: its load, the share of it that others used, time stolen by a hypervisor."""

from __future__ import annotations

import os
import time
from pathlib import Path

from ..results.records import SystemLoad

_STAT = Path("/proc/stat")
_IDLE, _IOWAIT, _STEAL = 3, 4, 7
"""Columns of the first line of /proc/stat: user nice system idle iowait irq softirq steal."""


class LoadMeter:
    """Reads the machine's counters at the start of a heat, and returns their change at its end."""

    def __init__(self) -> None:
        self._began, self._ticks, self._own = time.monotonic(), _ticks(), _own()

    def system_load(self) -> SystemLoad:
        """Return the system load since this meter was made; call it once all child processes have ended."""
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
        ticks = _ticks()
        if not (ticks and self._ticks):
            return SystemLoad(load=load)
        spent = [after - before for after, before in zip(ticks, self._ticks, strict=True)]
        busy = (sum(spent) - spent[_IDLE] - spent[_IOWAIT]) / os.sysconf("SC_CLK_TCK")
        available = max((time.monotonic() - self._began) * (os.cpu_count() or 1), 1e-9)
        return SystemLoad(
            load=load,
            foreign=max(0.0, busy - (_own() - self._own)) / available,
            steal=spent[_STEAL] / max(sum(spent), 1),
        )


def _own() -> float:
    """Seconds of CPU time of this process and of all its children that have ended."""
    return sum(os.times()[:4])


def _ticks() -> list[int]:
    try:
        return [int(word) for word in _STAT.read_text().splitlines()[0].split()[1:9]]
    except (OSError, IndexError, ValueError):  # not Linux
        return []
