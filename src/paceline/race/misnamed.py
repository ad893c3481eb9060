"""Files with benchmarks whose names keep pytest from collecting them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL = re.compile(r"^test_|_test\.py$")
"""Names of files that pytest collects by default."""

_TEST = re.compile(r"\bdef test\w*\([^)]*\bbenchmark\b|\bmark\.benchmark\b")


def times_something(path: Path) -> bool:
    """Say whether a file seems to have benchmarks."""
    return _TEST.search(path.read_text(encoding="utf-8", errors="replace")) is not None


def misnamed(checkout: str, args: Sequence[str], *, collected: bool) -> list[Path]:
    """Return the files with benchmarks in the folders that pytest was given, in the order of their names.

    Where tests were `collected`, files with the names that pytest knows by itself are none.
    """
    folders = [Path(checkout, arg) for arg in args if not arg.startswith("-")]
    files = {path for folder in folders if folder.is_dir() for path in folder.rglob("*.py") if path.is_file()}
    return sorted(path for path in files if not (collected and USUAL.search(path.name)) and times_something(path))
