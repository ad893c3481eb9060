"""Write rows as GitHub's workflow commands, which become annotations at the tests' lines.

A step shows ten of a kind: the worst come first, and the last of ten sums up the rest.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ...gil import BACK
from ...judge.records import Word
from ...text import shown
from ..rows import SUITE, UNMEASURED
from ..units import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..rows import Row, Sheet

_LEVELS = {
    Word.REGRESSION: "error",
    Word.FAILED: "error",
    "crashed": "error",
    "hung": "error",
    BACK: "error",
    Word.REMOVED: "error",
    Word.INCONCLUSIVE: "warning",
    UNMEASURED: "warning",
    "untimed": "warning",
}
"""How loud each verdict is, the worst first; all others are in the summary alone."""

_MOST = 10
"""Annotations of one kind that GitHub keeps of a step; more are dropped without a word."""

_LONGEST = 300
"""Characters of a title."""

_SOME = 5
"""Names that a line lists, where it sums up."""


def render(sheet: Sheet, within: PurePosixPath | None = None) -> str:
    """Return one command a line; `within` is where the cases' files are, seen from the repository's root."""
    order = list(_LEVELS)
    loudest = sorted(
        (row for row in sheet.rows if row.verdict in _LEVELS), key=lambda row: (order.index(row.verdict), -row.excess)
    )
    errors = [row for row in loudest if _LEVELS[row.verdict] == "error"]
    shown = errors if len(errors) <= _MOST else errors[: _MOST - 1]
    lines = [_one(row, within or PurePosixPath()) for row in shown]
    if errors[len(shown) :]:
        lines.append(_many("error", errors[len(shown) :], "and more: "))
    warnings = [row for row in loudest if _LEVELS[row.verdict] == "warning" and row.id != SUITE]
    if warnings:
        lines.append(_many("warning", warnings, ""))
    lines.append(command("notice", sheet.counted(), title=f"paceline {sheet.kind}"))
    return "".join(f"{line}\n" for line in lines)


def command(kind: str, message: str, **properties: str) -> str:
    """Return a workflow command, in which no text can end its place: escaped as GitHub's own toolkit does it."""
    most = {"title": _LONGEST}
    safe = {name: shown(value, most.get(name), lines=True) for name, value in properties.items()}
    fields = ",".join(f"{name}={_property(value)}" for name, value in safe.items())
    return f"::{kind} {fields}::{_data(shown(message, lines=True))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _one(row: Row, within: PurePosixPath) -> str:
    place = {} if row.file is None else {"file": str(within / row.file)}
    if row.file is not None and row.line is not None:
        place["line"] = str(row.line)
    message = f"{row.name} on {row.interpreter or row.side}: {row.words()}"
    return command(_LEVELS[row.verdict], message, **place, title=f"{row.verdict}: {row.name}")


def _many(kind: str, rows: Sequence[Row], before: str) -> str:
    names = ", ".join(f"{row.name} ({row.verdict})" for row in rows[:_SOME]) + (", …" if len(rows) > _SOME else "")
    return command(kind, f"{before}{count(len(rows), 'case')}: {names}", title=f"paceline: {rows[0].verdict}")
