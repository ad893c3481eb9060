"""Which cases can be decided within a race's limit: one that cannot must not keep the others from it."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..results.records import Case


@dataclass(slots=True)
class Stopwatch:
    """The seconds that a case takes in a heat, all sides together: the least that was seen."""

    seconds: dict[str, float] = field(default_factory=dict)
    _began: float = 0.0
    _last: dict[int, float] = field(default_factory=dict)

    def start(self) -> None:
        """Begin a turn of heats, each in a thread of its own."""
        self._began, self._last = time.monotonic(), {}

    def lap(self, case: Case) -> None:
        """Note that a case is done in this thread's heat."""
        now, thread = time.monotonic(), threading.get_ident()
        took = now - self._last.get(thread, self._began)
        self._last[thread] = now
        self.seconds[case.id] = min(self.seconds.get(case.id, math.inf), took)

    def of(self, case: str) -> float:
        """Return a case's seconds; where it had no turn yet the mean of all others'."""
        return self.seconds.get(case, sum(self.seconds.values()) / max(len(self.seconds), 1))


@dataclass(frozen=True, slots=True)
class Need:
    """What the open cases of a race still take, each to get the fewest heats that a verdict takes."""

    heats: Mapping[str, int]
    """Missing heats by case."""
    costs: Mapping[str, float]
    """Seconds of a heat by case."""
    start: float
    """Seconds that the start and the end of a heat take."""
    parallel: int = 1

    def seconds(self, cases: Mapping[str, int] | None = None) -> float:
        """Return the seconds that these cases take, or all."""
        cases = self.heats if cases is None else cases
        work = sum(self.costs[case] * missing for case, missing in cases.items())
        return (work + self.start * max(cases.values(), default=0)) / self.parallel

    def left_out(self, seconds: float) -> list[str]:
        """Return the cases that do not fit into so many seconds: the slowest, so that as many as possible do."""
        fitting: dict[str, int] = {}
        for case in sorted(self.heats, key=lambda case: self.costs[case] * self.heats[case]):
            if self.seconds({**fitting, case: self.heats[case]}) <= seconds:
                fitting[case] = self.heats[case]
        return [case for case in self.heats if case not in fitting]
