"""Test files of which a side imports nothing: those without a case that is compared.

What a process has imported, or has failed to, decides where in its memory all else lies. A file that only one side has,
or that cannot be imported there, moves cases that it has nothing to do with by 2 to 5 %.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .channel import UNSHARED

if TYPE_CHECKING:
    from pathlib import Path


class Unshared:
    """Notes which test files are collected, and collects nothing of those that the conductor has named."""

    def __init__(self, folder: Path) -> None:
        file = folder / UNSHARED
        self._named = frozenset[str](json.loads(file.read_text(encoding="utf-8")) if file.exists() else ())
        self.collected: list[str] = []
        """The node ids of all test files that were imported, or were tried to be."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> pytest.CollectReport | None:
        """Let a file that is named be empty, unread."""
        if not isinstance(collector, pytest.Module) or isinstance(collector, pytest.Package):
            return None
        if collector.nodeid in self._named:
            return pytest.CollectReport(collector.nodeid, "passed", None, [])
        self.collected.append(collector.nodeid)
        return None
