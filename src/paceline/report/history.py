"""The stored figures over time: one line per case, with where it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..results import caseid
from .document import Cell, Column, Document, Paragraph, Table
from .units import change, count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..judge.stats.changepoints import Change
    from .document import Style

_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Line:
    """One case's history on one interpreter, the oldest point first."""

    case: str
    interpreter: str
    values: tuple[float, ...]
    labels: tuple[str, ...]
    """Date and commit of each point."""
    changes: tuple[Change, ...]


def compose(lines: Sequence[Line], unit: str, *, verbose: bool = False) -> Document:
    """Return a table of the cases that changed (`verbose`: of all), and how many did not."""
    shown = [line for line in lines if verbose or line.changes]
    titles = ("points", "since the first")
    words = (Column("case", number=False), Column("interpreter", number=False))
    columns = (*words, *(Column(title) for title in titles), Column("", number=False), Column("changed", number=False))
    document = Document()
    if shown:
        caption = f"{unit}; changed: the change compared with the points before, and the first point that shows it"
        document.add(Table("", columns, tuple(_row(line) for line in shown), caption=caption, labels=2))
    still = len(lines) - sum(bool(line.changes) for line in lines)
    return document.add(
        Paragraph(f"{count(len(lines), 'case')} with a history, {still} without a change point", "strong")
    )


def _row(line: Line) -> tuple[Cell, ...]:
    jumps = ", ".join(f"{change(found.ratio)} at {line.labels[found.at]}" for found in line.changes)
    style: Style = "bad" if line.changes and line.changes[-1].ratio > 1 else "good" if line.changes else ""
    return (
        Cell(caseid.name(line.case)),
        Cell(line.interpreter),
        Cell(str(len(line.values))),
        Cell(change(line.values[-1] / line.values[0])),
        Cell(_spark(line.values), "dim"),
        Cell(jumps, style),
    )


def _spark(values: Sequence[float]) -> str:
    """Draw the values as bars between their least and their most."""
    low, high = min(values), max(values)
    reach = (high - low) or 1.0
    return "".join(_BARS[round((value - low) / reach * (len(_BARS) - 1))] for value in values[-40:])
