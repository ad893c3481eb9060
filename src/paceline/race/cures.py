"""What helps where a side's own words name the cause."""

from __future__ import annotations

import re

_NO_MODULE = re.compile(r"No module named '([^'.]+)")


def missing_module(said: str, python: str) -> str | None:
    """Return the cure where a module is missing on a side; None where its words name none."""
    found = _NO_MODULE.search(said)
    return f"install {found[1]!r} in the environment of {python}, or name it with --install" if found else None
