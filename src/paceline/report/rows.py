"""The rows that programs read, free of any format: one per case and side, or per case and pair of sides."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..judge.records import Quantity, Word
from ..results import caseid
from .caveats import note
from .units import change, count, counted, doubt, duration, interval, times

if TYPE_CHECKING:
    from ..judge.records import Caveat

SUITE = "suite"
"""The id of the row for all cases together."""
MEASURED = "measured"
"""The verdict of a case that was timed and compared with nothing."""
UNMEASURED = "unmeasured"
"""The verdict of a case whose turn never came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one case on one side; times are seconds, and numbers that are not finite are None."""

    interpreter: str
    """The identity of the side's."""
    id: str
    """pytest's node id, or `SUITE`."""
    side: str
    baseline: str = ""
    """The side that it was compared with; empty where it stands for itself."""
    verdict: str
    """A `Word`, a problem's status, `MEASURED` or `UNMEASURED`."""
    reason: str = ""
    """Why there is no figure, or none to be trusted."""
    file: str | None = None
    line: int | None = None
    """Where the test is written: see `results.records.Case`."""
    seconds: float | None = None
    """Floor of a call on the side, on the wall clock."""
    quantity: str = Quantity.TIME.value
    """What of the case is judged."""

    @property
    def name(self) -> str:
        """The case's short name, and what of it is judged."""
        name = "all cases together" if self.id == SUITE else caseid.name(self.id)
        return name if self.quantity == Quantity.TIME else f"{self.quantity} of {name}"

    @property
    def excess(self) -> float:
        """How much slower than its baseline: the worst case's is the largest."""
        return 0.0

    def words(self) -> str:
        """Return what there is to say, in one line."""
        return self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Row):
    """A row with a verdict on its numbers, which are those of `judge.Verdict`."""

    ratio: float | None
    low: float | None
    high: float | None
    heats: int
    rounds: int
    clock: str
    detectable: float | None
    heats_needed: int | None
    evidence: float | None
    threshold: float | None
    caveats: tuple[Caveat, ...] = ()

    @property
    def excess(self) -> float:
        """The ratio, less 1."""
        return (self.ratio or 1.0) - 1.0

    def words(self) -> str:
        """Return the change, its interval, what it rests on, and what is doubtful about it."""
        numbers = (
            f"{change(self.ratio or math.nan)} ({interval(self.low or 0.0, _infinite(self.high))}) in "
            f"{count(self.heats, 'heat')}, evidence {self.evidence or 0.0:.1f} (needed: {self.threshold or 0.0:.1f})"
        )
        doubts = "; ".join(str(note(caveat)) for caveat in self.caveats)
        if self.verdict == Word.INCONCLUSIVE:
            return f"{doubts or 'not enough evidence within the time'}: {numbers}"
        return f"{numbers}; {doubts}" if doubts else numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured(Row):
    """A row with figures: the time's 95 % interval over heats, the speed-up over sequential, the standing there."""

    low: float | None = None
    high: float | None = None
    heats: int = 0
    rounds: int = 0
    """Of one heat."""
    speedup: float | None = None
    speedup_low: float | None = None
    speedup_high: float | None = None
    standing: str = ""
    """Among its rivals: see `judge.bench.winners.Standing`; empty where it has none."""
    memory: float | None = None
    """Bytes that all processes of the case had at their peak."""
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    """Seconds ÷ the baseline's, where there is one."""

    @property
    def excess(self) -> float:
        """The ratio, less 1; 0 where nothing was compared."""
        return (self.ratio or 1.0) - 1.0

    def words(self) -> str:
        """Return why there is no figure, or the figure and its doubt."""
        if self.seconds is None:
            return self.reason
        parts = [self.reason] if self.reason else []
        doubtful = f" {doubt(math.log(self.high / self.low) / 2)}" if self.low and self.high else ""
        parts += [f"{duration(self.seconds)} per call{doubtful}"]
        parts += [f"speed-up {times(self.speedup)}"] if self.speedup else []
        parts += [f"{change(self.ratio)} against {self.baseline}"] if self.ratio else []
        return ", ".join([*parts, count(self.heats, "heat")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows by group, and what holds for all of them."""

    kind: str
    """What was done: gate, race, bench, or files."""
    groups: dict[str, tuple[Row, ...]]
    head: dict[str, Any]
    """What the JSON document says before its groups."""
    seconds: float
    """Of all heats."""
    created: str = ""
    """ISO 8601; empty where it isn't known."""

    @property
    def rows(self) -> list[Row]:
        """All rows, group after group."""
        return [row for rows in self.groups.values() for row in rows]

    def counted(self) -> str:
        """Say how many cases have which verdict: `1 regression, 2 unchanged`."""
        order = {word.value: number for number, word in enumerate(Word)}
        words = Counter(row.verdict for row in self.rows if row.id != SUITE)
        in_order = sorted(words, key=lambda word: order.get(word, len(order)))
        return ", ".join(counted(words[word], word) for word in in_order) or "nothing measured"


def finite(number: float) -> float | None:
    """Return the number, or None for one that is not finite."""
    return number if math.isfinite(number) else None


def _infinite(number: float | None) -> float:
    return math.inf if number is None else number
