"""Write a document as GitHub-flavoured Markdown, summary first; the name of a case always stays text."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from ..document import Heading, Table, footnotes
from ..units import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..document import Block, Cell, Document, Note

LIMIT = 1024 * 1024
"""Bytes that GitHub shows of a step's summary; of one that is longer it shows nothing at all."""

_LONG = 20
"""Rows from which a table is folded."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~@$&:-]|(?<!\d)\.|\.(?!\d))")
"""What Markdown, GitHub's autolinks and its formulas may take for theirs; not the point within a number."""
_ROOM = 400
"""Bytes kept for saying what was left out."""


def render(document: Document, *, limit: int = LIMIT, whole: str = "") -> str:
    """Return the document as Markdown, its footnotes last, in at most `limit` bytes of UTF-8.

    Where it would be longer, tables lose their last rows, and then the document its last blocks; that is said,
    with where all of it is: `whole`.
    """
    blocks = [*document.summary, *document.blocks]
    notes = footnotes(blocks)
    ends = [f"<sup>{number}</sup> {escape(str(note))}" for note, number in notes.items()]
    text = _joined([*(_block(block, notes, whole) for block in blocks), *ends])
    if _size(text) <= limit:
        return text
    bare = [_block(_cut(block, 0), notes, whole, left_out=_rows(block)) for block in blocks]
    room = limit - _size(_joined([*bare, *ends]))
    parts = []
    for block, without in zip(blocks, bare, strict=True):
        kept = _fitting(block, notes, room)
        parts.append(_block(_cut(block, kept), notes, whole, left_out=_rows(block) - kept))
        room -= _size(parts[-1]) - _size(without)
    return _shortened([*parts, *ends], limit, whole)


def escape(text: str) -> str:
    """Return text that Markdown, and GitHub after it, shows as it is."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace(r"\@", r"\@<!-- -->")


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(parts) + "\n"


def _size(text: str) -> int:
    return len(text.encode())


def _rows(block: Block) -> int:
    return len(block.rows) if isinstance(block, Table) else 0


def _cut(block: Block, rows: int) -> Block:
    """Return the block with only its first rows."""
    return replace(block, rows=block.rows[:rows]) if isinstance(block, Table) else block


def _fitting(block: Block, notes: dict[Note, int], room: int) -> int:
    """Return how many of a table's first rows fit into so many bytes."""
    if not isinstance(block, Table):
        return 0
    return sum(size <= room for size in accumulate(_size(line) + 1 for line in _lines(block, notes)))


def _shortened(parts: Sequence[str], limit: int, whole: str) -> str:
    """Return the parts, or as many of the first as fit, with a note on the others."""
    text = _joined(parts)
    if _size(text) <= limit:
        return text
    ends = accumulate(_size(part) + 2 for part in parts)
    kept = sum(end <= limit - _ROOM for end in ends)
    return _joined([*parts[:kept], _left_out(len(parts) - kept, "block", whole)])


def _left_out(number: int, what: str, whole: str) -> str:
    where = f"; all of it is in {escape(whole[-_ROOM // 4 :])}" if whole else ""
    return f"**{count(number, what)} left out**: GitHub shows no summary of more than 1 MiB{where}."


def _block(block: Block, notes: dict[Note, int], whole: str, left_out: int = 0) -> str:
    if isinstance(block, Table):
        return _table(block, notes, whole, left_out)
    if isinstance(block, Heading):
        return f"## {escape(block.text)}"
    return escape(block.text) + _marks(block.notes, notes)


def _table(table: Table, notes: dict[Note, int], whole: str, left_out: int) -> str:
    head = "| " + " | ".join(escape(column.title) for column in table.columns) + " |"
    rule = "|" + "|".join("---:" if column.number else ":---" for column in table.columns) + "|"
    text = "\n".join([head, rule, *_lines(table, notes)])
    if left_out:
        text += f"\n\n{_left_out(left_out, 'row', whole)}"
    if table.caption:
        text += f"\n\n{escape(table.caption)}"
    rows = len(table.rows) + left_out
    if rows > _LONG:
        title = f"{html.escape(' '.join(table.title.split()))}: " if table.title else ""
        return f"<details><summary>{title}{count(rows, 'row')}</summary>\n\n{text}\n\n</details>"
    return f"**{escape(table.title)}**\n\n{text}" if table.title else text


def _lines(table: Table, notes: dict[Note, int]) -> list[str]:
    return ["| " + " | ".join(_cell(cell, notes) for cell in row) + " |" for row in table.rows]


def _cell(cell: Cell, notes: dict[Note, int]) -> str:
    text = escape(cell.text)
    if text and cell.style in {"best", "bad", "strong"}:
        text = f"**{text}**"
    return text + _marks(cell.notes, notes)


def _marks(of: tuple[Note, ...], notes: dict[Note, int]) -> str:
    return "".join(f" <sup>{notes[note]}</sup>" for note in dict.fromkeys(of))
