"""Benchmark files that pytest passes over for what they are called."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEST = re.compile(r"^\s*(async )?def test\w*\(.*\bbenchmark\b|\bmark\.benchmark\b", re.MULTILINE)


def misnamed(checkout: str, args: Sequence[str]) -> list[Path]:
    """Return the files with benchmarks in the folders that pytest was given, in the order of their names."""
    folders = [Path(checkout, arg) for arg in args if not arg.startswith("-")]
    files = {path for folder in folders if folder.is_dir() for path in folder.rglob("*.py") if path.is_file()}
    return sorted(path for path in files if _TEST.search(path.read_text(encoding="utf-8", errors="replace")))
