"""Print a document on a terminal; tables that are too wide are split into parts."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from ..document import Heading, Paragraph, Table, footnotes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import JustifyMethod

    from ..document import Cell, Document, Note, Style

_STYLES: dict[Style, str] = {
    "": "",
    "good": "green",
    "bad": "bold red",
    "best": "bold green",
    "dim": "dim",
    "strong": "bold",
}


_LOG = 160
"""Columns of what is no terminal."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the cells of a table."""

    padding: int
    edge: bool

    def width(self, columns: Iterable[int]) -> int:
        """Return what columns of these widths take."""
        widths = list(columns)
        return sum(widths) + (2 * self.padding + 1) * (len(widths) - 1) + 2 * self.edge


_WIDE, _NARROW = _Frame(padding=1, edge=True), _Frame(padding=0, edge=False)


def console(*, stderr: bool = False) -> Console:
    """Return the console that commands speak to; with `stderr`, where standard output is for something else."""
    made = Console(file=sys.stderr if stderr else sys.stdout, highlight=False, soft_wrap=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:  # a log: nobody's window is as narrow as the default
        made.width = _LOG
    return made


def render(document: Document, console: Console) -> None:
    """Print the document, its footnotes last."""
    blocks = [*document.blocks, *document.summary]
    notes = footnotes(blocks)
    for block in blocks:
        if isinstance(block, Table):
            _table(block, notes, console)
        elif isinstance(block, Heading):
            console.print(Text(f"\n{block.text}", style="bold underline"))
        elif isinstance(block, Paragraph):
            console.print(Text(block.text + _marks(block.notes, notes), style=_STYLES[block.style]))
    for note, number in notes.items():
        console.print(Text(f"[{number}] {note}", style="dim"))


def _table(table: Table, notes: dict[Note, int], console: Console) -> None:
    """Print a table whole, or with its short texts, or in parts; it is never wider than the console."""
    texts, frame = _texts(table, notes, short=False), _WIDE
    if frame.width(_widths(table, texts)) > console.width and any(cell.short for row in table.rows for cell in row):
        texts, frame = _texts(table, notes, short=True), _NARROW
    widths = _widths(table, texts)
    for part in _parts(table, widths, frame, console.width):
        shown = RichTable(
            title=Text(table.title),
            title_justify="left",
            title_style="bold",
            box=SIMPLE_HEAD,
            pad_edge=False,
            padding=(0, frame.padding),
            show_edge=frame.edge,
        )
        whole = _whole(part, table.labels, widths, frame, console.width)
        for index in part:
            column = table.columns[index]
            justify: JustifyMethod = "right" if column.number else "left"
            shown.add_column(Text(column.title), justify=justify, no_wrap=index in whole, overflow="fold")
        for number, row in enumerate(texts):
            if number in table.rule_before and number:
                shown.add_section()
            shown.add_row(*[row[index] for index in part])
        console.print(*([] if frame.edge else [""]), shown, *([] if frame.edge else [""]), sep="\n")
    if table.caption:
        console.print(Text(table.caption, style="dim"))


def _whole(part: list[int], labels: int, widths: list[int], frame: _Frame, room: int) -> list[int]:
    """Return the columns whose cells stay on one line: all, or all but the labels, or none. No digit is ever lost."""
    for whole in (part, part[labels:]):
        if frame.width(widths[index] if index in whole else 1 for index in part) <= room:
            return whole
    return []


def _parts(table: Table, widths: list[int], frame: _Frame, room: int) -> list[list[int]]:
    """Cut a table that is too wide into parts that are not; each begins with the label columns."""
    labels = list(range(table.labels))
    parts = [list(labels)]
    for index in range(table.labels, len(table.columns)):
        if len(parts[-1]) > len(labels) and frame.width(widths[at] for at in (*parts[-1], index)) > room:
            parts.append(list(labels))
        parts[-1].append(index)
    return parts


def _widths(table: Table, texts: list[list[Text]]) -> list[int]:
    """Return what each column takes."""
    return [
        max([cell_len(column.title), *(row[index].cell_len for row in texts)])
        for index, column in enumerate(table.columns)
    ]


def _texts(table: Table, notes: dict[Note, int], *, short: bool) -> list[list[Text]]:
    shown = [[replace(cell, text=cell.short) if short and cell.short else cell for cell in row] for row in table.rows]
    return [[_text(cell, notes) for cell in row] for row in shown]


def _text(cell: Cell, notes: dict[Note, int]) -> Text:
    return Text(cell.text + _marks(cell.notes, notes), style=_STYLES[cell.style])


def _marks(of: tuple[Note, ...], notes: dict[Note, int]) -> str:
    return "".join(f" [{notes[note]}]" for note in dict.fromkeys(of))
