"""What a side's Python is and has: run by the conductor in each side, `python -m paceline_side.side.probe`."""

from __future__ import annotations

import json
import re
import sys
from contextlib import suppress
from importlib import metadata

from .. import interpreter, machine


def versions() -> dict[str, str]:
    """Return the versions of all installed distributions, by normalised name; of two the one that is imported."""
    found: dict[str, str] = {}
    for distribution in metadata.distributions():
        with suppress(KeyError, TypeError, AttributeError):  # what an installer left half removed has no metadata
            name = re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
            found.setdefault(name, distribution.version)
    return dict(sorted(found.items()))


if __name__ == "__main__":
    json.dump(
        {"interpreter": interpreter.describe(), "machine": machine.describe(), "packages": versions()}, sys.stdout
    )
