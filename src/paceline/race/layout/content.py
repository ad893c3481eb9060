"""What a side's files are, in one hash: equal content can share an environment, and is an A/A race."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def content(folder: Path) -> str:
    """Return a hash over all files: names, bytes, who may run them, where links point. Git's own are left out."""
    total = hashlib.sha256()
    for entry in _files(os.fspath(folder)):
        name = os.fsencode(os.path.relpath(entry.path, folder))
        total.update(name + b"\0" + _digest(entry))
    return total.hexdigest()


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        entries = sorted((entry for entry in found if entry.name != ".git"), key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            yield entry


def _digest(entry: os.DirEntry[str]) -> bytes:
    mode = entry.stat(follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        return b"l" + hashlib.sha256(os.fsencode(os.readlink(entry))).digest()  # noqa: PTH115 (an entry is no path)
    if not stat.S_ISREG(mode):
        return b"-"
    with open(entry, "rb", buffering=0) as file:  # noqa: PTH123 (an entry is no path)
        return (b"x" if mode & stat.S_IXUSR else b"f") + hashlib.file_digest(file, "sha256").digest()
