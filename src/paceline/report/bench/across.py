"""Each interpreter against its reference: geometric means in one table, and the cases that are slower by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...judge.bench.versions import ALL
from ...judge.records import Word
from ...results import caseid
from ..document import Cell, Column, Note, Paragraph, Table
from ..units import change, count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...judge.bench.versions import Against
    from ...judge.stats.averages import Ratio
    from ..document import Style

_NAMED = 3


def against(found: Sequence[Against]) -> Iterator[Table | Paragraph]:
    """Yield the table of means, then what each interpreter is slower at."""
    if not found:
        return
    groups = dict.fromkeys(name for one in found for name in one.means)
    yield Table(
        "Against the interpreter before, or the plain build",
        (Column("time ÷ reference's", number=False), *(Column(f"{one.side} ÷ {one.reference}") for one in found)),
        tuple(_row(name, found) for name in sorted(groups, key=lambda name: (name == ALL, name))),
        caption="geometric means with their 95 % intervals over heats; above +0 % is slower; a build's own layout "
        "alone is worth up to 5 %",
    )
    for one in found:
        yield from _told(one)


def _row(name: str, found: Sequence[Against]) -> tuple[Cell, ...]:
    return Cell(name, "strong" if name == ALL else ""), *(_cell(one.means.get(name)) for one in found)


def _cell(mean: Ratio | None) -> Cell:
    if mean is None:
        return Cell("–", "dim")
    style: Style = "bad" if mean.low > 1.05 else "good" if mean.high < 1 / 1.05 else ""
    return Cell(f"{change(mean.value)} ({change(mean.low)} to {change(mean.high)})", style)


def _told(one: Against) -> Iterator[Paragraph]:
    slower = sorted(one.called(Word.REGRESSION), key=lambda verdict: -verdict.ratio)
    faster = one.called(Word.IMPROVEMENT)
    if not slower and not faster:
        return
    some = ", ".join(f"{caseid.name(verdict.case)} {change(verdict.ratio)}" for verdict in slower[:_NAMED])
    more = ", …" if len(slower) > _NAMED else ""
    text = f"{one.side} is shown to be slower than {one.reference} in {len(slower)}, faster in {len(faster)} of "
    text += count(len(one.verdicts), "case") + (f": {some}{more}" if slower else "")
    notes = (note(one),) if one.newer and slower else ()
    yield Paragraph(text, "bad" if notes else "", notes)


def note(one: Against) -> Note:
    """Return the caveat of a newer version that is slower."""
    return Note(
        f"{one.side} is newer than {one.reference}, and slower here by more than 5 %",
        "race the two alone with more heats before you upgrade",
    )
