"""Write rows as JSON, versioned; `gate.schema.json` and `figures.schema.json` in `report` describe it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import msgspec

from ..rows import Judged, Measured, Row

if TYPE_CHECKING:
    from ..rows import Sheet

_FIELDS: dict[type[Row], tuple[str, ...]] = {
    Row: ("interpreter", "id", "verdict", "reason"),
    Judged: (
        *("interpreter", "id", "quantity", "verdict", "ratio", "low", "high", "heats", "rounds", "clock", "detectable"),
        *("heats_needed", "evidence", "threshold", "caveats"),
    ),
    Measured: tuple(field.name for field in fields(Measured) if field.name != "quantity"),
}
"""The fields of each kind of row, as in the schemas."""


def render(sheet: Sheet) -> str:
    """Return the document; numbers that are not finite are null."""
    groups = {name: [_object(row) for row in rows] for name, rows in sheet.groups.items()}
    encoded = msgspec.json.encode({**sheet.head, **groups})
    return msgspec.json.format(encoded, indent=1).decode() + "\n"


def _object(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _FIELDS[type(row)]}
