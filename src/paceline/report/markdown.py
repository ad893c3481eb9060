"""Tell a document as GitHub-flavoured Markdown; whatever a case is called, it stays text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .document import Heading, Paragraph, Table

if TYPE_CHECKING:
    from .document import Cell, Document, Note

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&:-])")


def tell(document: Document) -> str:
    """Return the document as Markdown, its footnotes last."""
    notes = document.notes()
    parts = []
    for block in document.blocks:
        if isinstance(block, Table):
            parts.append(_table(block, notes))
        elif isinstance(block, Heading):
            parts.append(f"## {escape(block.text)}")
        elif isinstance(block, Paragraph):
            parts.append(escape(block.text) + _marks(block.notes, notes))
    parts += [f"<sup>{number}</sup> {escape(str(note))}" for note, number in notes.items()]
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _table(table: Table, notes: dict[Note, int]) -> str:
    head = "| " + " | ".join(escape(column.title) for column in table.columns) + " |"
    rule = "|" + "|".join("---:" if column.number else ":---" for column in table.columns) + "|"
    rows = ["| " + " | ".join(_cell(cell, notes) for cell in row) + " |" for row in table.rows]
    title = [f"**{escape(table.title)}**", ""] if table.title else []
    caption = ["", escape(table.caption)] if table.caption else []
    return "\n".join([*title, head, rule, *rows, *caption])


def _cell(cell: Cell, notes: dict[Note, int]) -> str:
    text = escape(cell.text)
    if text and cell.style in {"best", "bad", "strong"}:
        text = f"**{text}**"
    return text + _marks(cell.notes, notes)


def _marks(of: tuple[Note, ...], notes: dict[Note, int]) -> str:
    return "".join(f" <sup>{notes[note]}</sup>" for note in dict.fromkeys(of))
