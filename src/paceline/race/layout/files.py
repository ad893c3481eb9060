"""Files of a side: copied as they lie in the user's tree, links with what they mean there."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ... import git
from ...errors import PacelineError

if TYPE_CHECKING:
    from collections.abc import Sequence


_PIECE = 1 << 18
"""Bytes that are copied at once."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A side as a whole, and what it is a copy of: a link within it must not leave it, nor the other way round."""

    original: Path
    side: Path

    def target(self, text: str, link: Path) -> str:
        """Return where a link of the side must point, so that it means there what it means in the original."""
        here = self.original / link.relative_to(self.side).parent
        meant = Path(os.path.normpath(here / text))
        inside = meant.is_relative_to(self.original)
        if Path(text).is_absolute() == (not inside):
            return text
        return os.path.relpath(meant, here) if inside else str(meant)


def copy(source: Path, target: Path, frame: Frame) -> bool:
    """Copy a file or a link, whatever it points to; say whether there was one. Sockets and pipes are none."""
    try:
        mode = os.lstat(source).st_mode
        if stat.S_ISLNK(mode):
            target.symlink_to(frame.target(points_to(source), target))
        elif stat.S_ISREG(mode):
            _duplicate(source, target, mode)
        else:
            return False
    except (FileNotFoundError, NotADirectoryError):
        if not target.parent.is_dir():
            raise
        return False
    except OSError as error:
        cure = "make it readable, or have git ignore it" if isinstance(error, PermissionError) else None
        raise PacelineError(
            f"cannot be copied ({error.strerror or error})", place=printable(source), cure=cure
        ) from error
    return True


def _duplicate(source: Path, target: Path, mode: int) -> None:
    """Copy a file that one may run, or not; the copy is ours, and can be written."""
    rights = 0o777 if mode & stat.S_IXUSR else 0o666
    with (
        source.open("rb", buffering=0) as read,
        open(target, "xb", buffering=0, opener=lambda path, flags: os.open(path, flags, rights)) as written,
    ):
        shutil.copyfileobj(read, written, _PIECE)


def points_to(link: Path) -> str:
    """Return a link's text as it is: to git, `./a` is not `a`."""
    return os.readlink(link)  # noqa: PTH115 (a path would lose the difference)


def printable(path: Path) -> str:
    """Return a path in characters that any terminal takes: a name is bytes, and need not be text."""
    return os.fsencode(path).decode(errors="backslashreplace")


def keep_links(folder: Path, entries: Sequence[bytes], frame: Frame) -> None:
    """Repoint those links of a checkout that would lead elsewhere than in the original; git is to see no change."""
    changed = []
    for entry in entries:
        name = os.fsdecode(entry.partition(b"\t")[2])
        link = folder / name
        if link.is_symlink() and (target := frame.target(text := points_to(link), link)) != text:
            link.unlink()
            link.symlink_to(target)
            changed.append(name)
    if changed:
        listed = b"".join(os.fsencode(name) + b"\0" for name in changed)
        git.must(folder, "update-index", "--assume-unchanged", "-z", "--stdin", given=listed)
