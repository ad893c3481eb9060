"""A report, free of any format: headings, sentences and tables, with numbered footnotes that carry their cure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Style = Literal["", "good", "bad", "best", "dim", "strong"]


@dataclass(frozen=True, slots=True)
class Note:
    """A caveat: what is doubtful, and what to do about it."""

    text: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.text}: {self.cure}" if self.cure else self.text


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's text, how it is meant, and the caveats that hold for it."""

    text: str
    style: Style = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title, and whether its cells are numbers."""

    title: str
    number: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `rule_before` names the rows that begin a new group."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    rule_before: frozenset[int] = frozenset()
    labels: int = 1
    """The first columns, which are repeated where a table is too wide and is cut in parts."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, as its reader's question."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences."""

    text: str
    style: Style = ""
    notes: tuple[Note, ...] = ()


Block = Heading | Paragraph | Table


@dataclass(slots=True)
class Document:
    """Blocks in the order in which they are read, and their summary."""

    blocks: list[Block] = field(default_factory=list)
    summary: list[Block] = field(default_factory=list)
    """What is looked for first: the end of what a terminal shows, the beginning of a page."""

    def add(self, *blocks: Block) -> Document:
        """Append blocks; return the document."""
        self.blocks += blocks
        return self


def footnotes(blocks: Iterable[Block]) -> dict[Note, int]:
    """Return the footnotes of blocks, numbered in the order in which they are met, from 1."""
    numbers: dict[Note, int] = {}
    for block in blocks:
        for note in _notes(block):
            numbers.setdefault(note, len(numbers) + 1)
    return numbers


def _notes(block: Block) -> tuple[Note, ...]:
    if isinstance(block, Table):
        return tuple(note for row in block.rows for cell in row for note in cell.notes)
    return block.notes if isinstance(block, Paragraph) else ()
