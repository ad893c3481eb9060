"""Folders that a command has taken for itself, so that no other command of the same second gets them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_made: list[Path] = []


def claim(folder: Path) -> bool:
    """Make a folder, and say whether it is new. One that can't be made at all is refused later, with the reason."""
    new = [path.absolute() for path in (folder, folder.parent) if not path.exists()]
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        return False
    except OSError:
        return True
    _made.extend(new)
    return True


def release() -> None:
    """Remove the folders in which nothing came to be."""
    for folder in _made:
        with contextlib.suppress(OSError):  # it holds something, or is gone
            folder.rmdir()
    _made.clear()
