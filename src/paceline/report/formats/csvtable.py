"""Write rows as CSV (RFC 4180, but with plain line feeds), with a header; unknown values are empty."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from ...text import shown
from ..rows import Judged, Measured

if TYPE_CHECKING:
    from ..rows import Row, Sheet

_GROUP = "group"


def render(sheet: Sheet) -> str:
    """Return the table: one line per row, the same columns whatever was found."""
    kind = Measured if "figures" in sheet.groups else Judged
    out = io.StringIO()
    writer = csv.DictWriter(out, [_GROUP, *(field.name for field in fields(kind))], lineterminator="\n")
    writer.writeheader()
    for group, rows in sheet.groups.items():
        writer.writerows({_GROUP: _cell(group), **_flat(row)} for row in rows)
    return out.getvalue()


def _flat(row: Row) -> dict[str, Any]:
    """Return a row's fields; of its caveats, their kinds."""
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    if isinstance(row, Judged):
        values["caveats"] = "; ".join(caveat.kind for caveat in row.caveats)
    return {name: _cell(value) for name, value in values.items()}


def _cell(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula, and no terminal for a command."""
    if not isinstance(value, str):
        return value
    text = shown(value, most=None, lines=True)
    return f"'{text}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else text
