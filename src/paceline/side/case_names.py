"""The names under which a side's cases are known to a race: what only this process has is taken out of their ids."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from .plain import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
"""How `repr` shows where an object is in memory."""

_DRAWN = r"[\w.-]*[a-z0-9_]{8}(?:\.\w+)?"
"""How `tempfile` names what it makes: eight characters are drawn, between a prefix and a suffix."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST = 4000

ALIKE = "the ids of several tests differ only in the address of an object; give them ids, with ids="
"""Why cases with the same name are not raced."""


class Names:
    """The race's names of this side's cases."""

    def __init__(self, config: pytest.Config, tmp: Path) -> None:
        places = [
            (tmp, "tmp"),
            (config.invocation_params.dir, "checkout"),
            (config.rootpath, "checkout"),
            (Path(sys.prefix), "environment"),
        ]
        said = {str(form): f"<{word}>" for path, word in places for form in (path, Path(os.path.realpath(path)))}
        self._said = {form: word for form, word in said.items() if len(form) > 3}  # not what begins every path
        outer_last = sorted(self._said, key=len, reverse=True)
        ends = r"(?![\w.-])"
        named = [f"{re.escape(form)}{ends}" for form in outer_last]
        tops = {tempfile.gettempdir(), os.path.realpath(tempfile.gettempdir())}
        drawn = [f"{re.escape(top + os.sep)}{_DRAWN}{ends}" for top in tops]
        self._places = re.compile("|".join([*named, *drawn]))

    def of(self, items: Sequence[pytest.Item]) -> dict[str, pytest.Item]:
        """Return the items by their names, numbered in their order where several have one."""
        named: dict[str, pytest.Item] = {}
        for item in items:
            named[_free(_ADDRESS.sub("0x…", self._plain(_with_paths(item))), named)] = item
        return named

    def alike(self, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """Return the items that only an object's address distinguishes: another process has them in any order."""
        known = {item: self._plain(_with_paths(item)) for item in items}
        names = {item: _ADDRESS.sub("0x…", name) for item, name in known.items()}
        number = Counter(names.values())
        return [item for item in items if number[names[item]] > 1 and names[item] != known[item]]

    def _plain(self, nodeid: str) -> str:
        nodeid = self._places.sub(lambda found: self._said.get(found[0], "<tmp>"), nodeid)
        return text(_CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", nodeid), _LONGEST)


def _with_paths(item: pytest.Item) -> str:
    """Return a test's id, with each path that pytest has only counted: another commit may have more files, or fewer."""
    nodeid = item.nodeid
    for name, value in getattr(getattr(item, "callspec", None), "params", {}).items():
        if isinstance(value, os.PathLike):
            path = os.fsdecode(value).replace("\\", "\\\\")
            nodeid = re.sub(rf"(?<=[\[-]){re.escape(name)}\d+(?=[]-])", path, nodeid)
    return nodeid


def _free(name: str, taken: dict[str, pytest.Item]) -> str:
    """Return the name, numbered where several items have it: as often as they are alike, in their order."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}#{number}"
    return free
