"""The GIL around a case of a race: this interpreter's, and what paceline's own `executor` says of its workers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .. import gil, interpreter


def around(before: bool, fixture: Any, record: Any) -> dict[str, Any]:  # noqa: FBT001 (a state, no flag)
    """Return the state as a dictionary, and write it into the case's record."""
    main = gil.Around(before, interpreter.gil_enabled(), gil.turned_on_by())
    given = getattr(fixture, "extra_info", {}).get("gil")
    workers = given if isinstance(given, dict) else {}
    state = {**asdict(gil.State(main)), "workers": workers.get("workers"), "kind": workers.get("kind", "")}
    if isinstance(record, dict):
        record["extra_info"] = {**record.get("extra_info", {}), "gil": state}
    return state
