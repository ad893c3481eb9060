"""What a side's files are, in one hash: equal content can share an environment, and is an A/A race."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from .files import points_to

if TYPE_CHECKING:
    from collections.abc import Iterator


def content(folder: Path) -> str:
    """Return a hash over all files: names, bytes, who may run them, where links point. Git's own are left out."""
    total = hashlib.sha256()
    for path in _files(folder):
        total.update(os.fsencode(path.relative_to(folder)) + b"\0" + _digest(path))
    return total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for place, inner, names in os.walk(folder):
        links = [name for name in inner if Path(place, name).is_symlink()]
        inner[:] = sorted(name for name in inner if name != ".git" and name not in links)
        yield from (Path(place, name) for name in sorted((*names, *links)) if name != ".git")


def _digest(path: Path) -> bytes:
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        return b"l" + hashlib.sha256(os.fsencode(points_to(path))).digest()
    if not stat.S_ISREG(mode):
        return b"-"
    with path.open("rb") as file:
        return (b"x" if mode & stat.S_IXUSR else b"f") + hashlib.file_digest(file, "sha256").digest()
