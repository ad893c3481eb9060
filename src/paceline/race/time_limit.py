"""How long a race may take, and which cases can be decided in that time: one that cannot must not keep the others."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..results.records import Case, Race


_GRACE = 1.2
"""The first heat may overrun the budget by this factor, so that no case goes unmeasured for want of seconds."""

LONGEST = 600.0
"""Seconds to which the time grows where no budget was given: nobody waits longer for a verdict without being asked."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a race ends, if not all is settled before."""

    budget: float | None = None
    """Seconds."""
    heats: int | None = None
    per_case: float | None = None
    """Seconds for each case of each pair of sides, where there is no budget; never less than for ten."""
    fewest: Callable[[Race], int] | None = None
    """Says how many heats any verdict takes; None where a race is to give none."""

    def seconds(self, cases: int, needed: float = 0.0) -> float:
        """Return the seconds that a race has: `cases` are to be settled, and the fewest heats take what is `needed`."""
        if self.budget is None and self.per_case is not None and cases:
            usual = self.per_case * max(cases, 10)
            return max(usual, min(needed, LONGEST))
        return float("inf") if self.budget is None else self.budget

    def first(self, cases: int) -> float:
        """Return the seconds that the first heat may take, so that no case goes unmeasured for want of a few."""
        return _GRACE * self.seconds(cases) if self.budget is not None else self.seconds(cases, LONGEST)


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
    """What the open cases of a race still take, each to get the fewest heats that a regression takes."""

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
            if not self.heats[case] or self.seconds({**fitting, case: self.heats[case]}) <= seconds:
                fitting[case] = self.heats[case]
        return [case for case in self.heats if case not in fitting]
