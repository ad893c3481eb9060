"""A report, free of any format: headings, sentences and tables, with numbered footnotes that carry their cure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from ..text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

Style = Literal["", "good", "bad", "best", "dim", "strong"]


class _Shown:
    """What people read: whatever others have called their things, each field is text that can be shown."""

    __slots__ = ()
    _longest: ClassVar[int] = 4000
    """Characters of a field; of longer ones the middle is left out."""

    def __post_init__(self) -> None:
        for name in ("text", "title", "caption", "cure"):
            if text := getattr(self, name, ""):
                object.__setattr__(self, name, shown(text, self._longest))


class _Short(_Shown):
    """What stands in a table, as wide as its longest."""

    __slots__ = ()
    _longest: ClassVar[int] = 300


@dataclass(frozen=True, slots=True)
class Note(_Shown):
    """A caveat: what is doubtful, and what to do about it."""

    text: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.text}: {self.cure}" if self.cure else self.text


@dataclass(frozen=True, slots=True)
class Cell(_Short):
    """One cell's text, how it is meant, and the caveats that hold for it."""

    text: str
    style: Style = ""
    notes: tuple[Note, ...] = ()
    short: str = ""
    """What stands for the text where the whole table is wider than there is room."""


@dataclass(frozen=True, slots=True)
class Column(_Short):
    """A column's title, and whether its cells are numbers."""

    title: str
    number: bool = True


@dataclass(frozen=True, slots=True)
class Table(_Shown):
    """Rows under columns; `rule_before` names the rows that begin a new group."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    rule_before: frozenset[int] = frozenset()
    labels: int = 1
    """The first columns, which are repeated where a table is too wide and is cut in parts."""


@dataclass(frozen=True, slots=True)
class Heading(_Short):
    """A heading, as its reader's question."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph(_Shown):
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
