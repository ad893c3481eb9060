"""Tell a document on a terminal, in parts as wide as it is."""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING, cast

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from ..document import Heading, Paragraph, Table, footnotes
from ..steady import Steady

if TYPE_CHECKING:
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

_GAP = 3


def console(*, stderr: bool = False) -> Console:
    """Return the console that commands speak to; with `stderr`, where standard output is for something else."""
    stream = cast("IO[str]", Steady(sys.stderr if stderr else sys.stdout))
    made = Console(file=stream, highlight=False, soft_wrap=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:  # a log: nobody's window is as narrow as the default
        made.width = _LOG
    return made


def tell(document: Document, console: Console) -> None:
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
    texts = [[_text(cell, notes) for cell in row] for row in table.rows]
    for part in _parts(table, texts, console.width):
        shown = RichTable(
            title=Text(table.title), title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False
        )
        for index in part:
            column = table.columns[index]
            shown.add_column(
                Text(column.title), justify="right" if column.number else "left", no_wrap=True, overflow="fold"
            )
        for number, row in enumerate(texts):
            if number in table.rule_before and number:
                shown.add_section()
            shown.add_row(*[row[index] for index in part])
        width = console.width
        console.width = max(width, _width(table, texts, part))  # rich would cut every column to fit
        console.print(shown)
        console.width = width
    if table.caption:
        console.print(Text(table.caption, style="dim"))


def _parts(table: Table, texts: list[list[Text]], width: int) -> list[list[int]]:
    """Cut a table that is too wide into parts that are not; each begins with the label columns."""
    labels = list(range(table.labels))
    widths = _widths(table, texts)
    base = sum(widths[: table.labels]) + _GAP  # the frame's own
    parts, room = [list(labels)], width - base
    for index in range(table.labels, len(table.columns)):
        if widths[index] > room and len(parts[-1]) > len(labels):
            parts.append(list(labels))
            room = width - base
        parts[-1].append(index)
        room -= widths[index]
    return parts


def _widths(table: Table, texts: list[list[Text]]) -> list[int]:
    """Return what each column takes, with the gap behind it."""
    return [
        max([len(column.title), *(row[index].cell_len for row in texts)]) + _GAP
        for index, column in enumerate(table.columns)
    ]


def _width(table: Table, texts: list[list[Text]], part: list[int]) -> int:
    """Return what a part takes: where a window is too narrow even for one column, lines wrap and no digit is lost."""
    widths = _widths(table, texts)
    return sum(widths[index] for index in part) + _GAP


def _text(cell: Cell, notes: dict[Note, int]) -> Text:
    return Text(cell.text + _marks(cell.notes, notes), style=_STYLES[cell.style])


def _marks(of: tuple[Note, ...], notes: dict[Note, int]) -> str:
    return "".join(f" [{notes[note]}]" for note in dict.fromkeys(of))
