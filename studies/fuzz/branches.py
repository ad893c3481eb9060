"""The branches of paceline that were taken, by `sys.monitoring`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import paceline

if TYPE_CHECKING:
    from types import CodeType

OURS = str(Path(paceline.__file__).parent)


class Branches:
    """Adds what is taken to `seen`. Since Python 3.14 each is noted once, and then costs nothing."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int, int, int]] = set()
        monitoring = sys.monitoring
        events = monitoring.events
        names = ("BRANCH_LEFT", "BRANCH_RIGHT") if hasattr(events, "BRANCH_LEFT") else ("BRANCH",)
        self._apart = len(names) > 1
        monitoring.use_tool_id(monitoring.COVERAGE_ID, "fuzz")
        for name in names:
            monitoring.register_callback(monitoring.COVERAGE_ID, getattr(events, name), self._taken)
        monitoring.set_events(monitoring.COVERAGE_ID, sum(getattr(events, name) for name in names))

    def _taken(self, code: CodeType, begin: int, end: int) -> object:
        ours = code.co_filename.startswith(OURS)
        if ours:
            self.seen.add((code.co_filename, code.co_firstlineno, begin, end))
        return sys.monitoring.DISABLE if self._apart or not ours else None
