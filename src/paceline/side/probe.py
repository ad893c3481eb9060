"""What a side's Python is and has: run by the conductor in each side, `python -m paceline_side.side.probe`."""

from __future__ import annotations

import json
import sys
from importlib import metadata

from .. import interpreter, machine

PACKAGES = ("pytest", "pytest-benchmark", "pytest-cov", "pytest-xdist", "paceline")


def versions() -> dict[str, str]:
    """Return the installed versions of what matters to a race."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


if __name__ == "__main__":
    json.dump(
        {"interpreter": interpreter.describe(), "machine": machine.describe(), "packages": versions()}, sys.stdout
    )
