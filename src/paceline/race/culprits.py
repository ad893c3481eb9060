"""Why a side imports what was not laid out for it: what names the folder, and what to do about that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..results.records import Side
    from .laidout import Origins

_SETTINGS = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")


def cure(side: Side, report: Origins, root: str) -> str:
    """Return what to do about a side that imports from `root`, as far as the cause can be found."""
    for path in _settings(side):
        if _names(path, side, root):
            return f"{path.name} names that folder: write a relative path there"
    editable = sorted(name for name, is_editable in report.local.items() if is_editable)
    if editable:
        return f"the environment has an editable install of {', '.join(editable)}: install without -e"
    for folder in report.environment:
        for path in Path(folder).glob("*.pth"):
            if _names(path, side, root):
                return f"{path} names that folder: remove it"
    return "look for a link, a .pth file or a line of code that leads there"


def _settings(side: Side) -> Iterator[Path]:
    tops = dict.fromkeys([side.checkout, side.copied.top if side.copied else side.checkout])
    for top in map(Path, tops):
        yield from (path for name in _SETTINGS if (path := top / name).is_file())
        yield from sorted(top.rglob("conftest.py"))


def _names(path: Path, side: Side, root: str) -> bool:
    originals = side.copied.originals if side.copied else ()
    text = path.read_text(encoding="utf-8", errors="replace")
    return any(folder in text for folder in (root, *originals))
