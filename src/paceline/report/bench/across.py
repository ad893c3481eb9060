"""Each interpreter against its reference: geometric means in one table, and the cases that are slower by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...judge.bench.versions import ALL
from ...judge.records import Word
from ...results import caseid
from ..document import Cell, Column, Note, Paragraph, Table
from ..units import change, count, interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...judge.bench.versions import Against
    from ...judge.stats.averages import Ratio
    from ..document import Style

_NAMED = 3
_CAPTION = (
    "geometric means with their 95 % intervals over heats; above +0 % is slower; the layout of a build's code alone "
    "can make up to 5 % difference"
)


def summary(found: Sequence[Against]) -> Iterator[Table]:
    """Yield a row for each interpreter: all cases together, and in how many it is shown to be slower or faster."""
    rows = tuple(
        (
            Cell(f"{one.side} ÷ {one.reference}", "strong"),
            _cell(one.means.get(ALL)),
            Cell(f"{len(one.called(Word.REGRESSION)):,}"),
            Cell(f"{len(one.called(Word.IMPROVEMENT)):,}"),
            Cell(f"{len(one.verdicts):,}"),
        )
        for one in found
    )
    titles = ("time of all cases", "cases slower", "cases faster", "cases compared")
    columns = (Column("", number=False), *map(Column, titles))
    yield Table("Compared with the version before, or with the plain build", columns, rows, caption=_CAPTION)


def means(found: Sequence[Against]) -> Iterator[Table]:
    """Yield the geometric means of each workload and of each strategy."""
    groups = dict.fromkeys(name for one in found for name in one.means if name != ALL)
    columns = (Column("time ÷ reference's", number=False), *(Column(f"{one.side} ÷ {one.reference}") for one in found))
    yield Table("", columns, tuple(_row(name, found) for name in sorted(groups)))


def _row(name: str, found: Sequence[Against]) -> tuple[Cell, ...]:
    return Cell(name), *(_cell(one.means.get(name)) for one in found)


def _cell(mean: Ratio | None) -> Cell:
    if mean is None:
        return Cell("–", "dim")
    style: Style = "bad" if mean.low > 1.05 else "good" if mean.high < 1 / 1.05 else ""
    ends = interval(mean.low, mean.high) if mean.heats > 1 else "one heat"
    return Cell(f"{change(mean.value)} ({ends})", style)


def named(found: Sequence[Against], *, verbose: bool) -> Iterator[Paragraph]:
    """Yield what a newer version is slower at, by name; with `verbose`, what any interpreter is."""
    for one in found:
        slower = sorted(one.called(Word.REGRESSION), key=lambda verdict: -verdict.ratio)
        if slower and (one.newer or verbose):
            some = ", ".join(f"{caseid.name(verdict.case)} {change(verdict.ratio)}" for verdict in slower[:_NAMED])
            text = f"{one.side} is slower than {one.reference} in {count(len(slower), 'case')}: {some}"
            more = ", …" if len(slower) > _NAMED else ""
            yield Paragraph(text + more, "bad" if one.newer else "", (note(one),) if one.newer else ())


def note(one: Against) -> Note:
    """Return the caveat of a newer version that is slower."""
    return Note(
        f"{one.side} is newer than {one.reference}, and slower here by more than 5 %",
        "race the two alone with more heats before you upgrade",
    )
