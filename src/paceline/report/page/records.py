"""What the page shows, as rows: they are embedded once, and every chart and the table read them.

A row names its case and its sides by their position. Times are seconds; an end of an interval is None where not known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class SideRow:
    """What was raced."""

    name: str
    key: str
    """The identity of its interpreter."""
    version: str
    commit: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """Where a case stands on the page: cases of one group are shown together, those of one setting are rivals."""

    id: str
    name: str
    group: str
    """The workload; or the test's function; or its file, where the case has no strategy."""
    setting: str
    """All but group and series, such as the size."""
    series: str
    """The strategy with its workers, or whatever else differs between rivals."""
    strategy: str
    control: bool
    """Whether it is a control arm, which explains and does not compete."""
    size: int | None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What a case takes on a side, and its speed-up over sequential there."""

    case: int
    side: int
    floor: float
    floor_low: float | None
    floor_high: float | None
    time: str
    """The time of a call and its doubt in words."""
    heats: int
    rounds: int
    standing: str
    speedup: float | None
    low: float | None
    high: float | None
    paired: int
    """Heats in which sequential was measured too."""
    memory: float | None
    """Bytes of all processes of the case at their peak."""


@dataclass(frozen=True, slots=True)
class RatioRow:
    """A case's time on a side ÷ its time on the reference, in the same heats."""

    case: int
    reference: int
    side: int
    ratio: float
    low: float | None
    high: float | None
    heats: int


@dataclass(frozen=True, slots=True)
class CrossoverRow:
    """From which size on a strategy beats sequential; only where that is within the sizes measured."""

    group: str
    side: int
    strategy: str
    size: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A case of one pair: its ratio, and its margins."""

    pair: str
    case: int
    """-1 for all cases together."""
    ratio: float
    low: float | None
    high: float | None
    heats: int
    verdict: str
    tolerance: float
    margin: float


@dataclass(frozen=True, slots=True)
class SpentRow:
    """A share of the race's time."""

    kind: str
    seconds: float
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A heat, and what else the machine did meanwhile."""

    heat: int
    seconds: float
    timed: float
    foreign: float | None
    load: float
    text: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of a program that was run once; seconds after the program's start."""

    worker: str
    strategy: str
    task: str
    start: float
    middle: float
    end: float
    wide: bool
    """Whether its name has room inside its bar."""
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """A worker's line over the whole time of its program; `text` is said at the program's first."""

    worker: str
    strategy: str
    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class LabelRow:
    """Where a line's name stands, moved apart from its neighbours. `chart` is what it belongs to."""

    chart: str
    group: str
    setting: str
    side: int
    series: str
    strategy: str
    y: float


Row = (
    SideRow
    | CaseRow
    | FigureRow
    | RatioRow
    | CrossoverRow
    | VerdictRow
    | SpentRow
    | HeatRow
    | LabelRow
    | TaskRow
    | ProgramRow
)


def columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Turn rows of one kind into columns: a third of the text, as no name is repeated."""
    if not rows:
        return {}
    return {field.name: [short(getattr(row, field.name)) for row in rows] for field in fields(rows[0])}


def objects(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Turn rows into what Vega-Lite reads."""
    return [{field.name: short(getattr(row, field.name)) for field in fields(row)} for row in rows]


def short(value: Any) -> Any:
    """Cut a float to six digits; what is not finite is None, for JSON has no word for it."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.6g}") if math.isfinite(value) else None
