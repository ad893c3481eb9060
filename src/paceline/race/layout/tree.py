"""The working tree of a repository as it lies: uncommitted and untracked files are in, ignored ones are not."""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ... import git
from ...errors import PacelineError
from .. import scratch
from . import plain
from .borrowed import Original, begin, narrow
from .files import Frame, copy

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of an index."""

    path: str
    link: bool
    """Whether another repository belongs there."""
    skipped: bool
    """Whether git is set not to check it out (a sparse checkout)."""

    @classmethod
    def parse(cls, line: bytes) -> _Entry:
        """Read a line of `git ls-files -v --stage -z`."""
        fields, _, path = line.partition(b"\t")
        return cls(os.fsdecode(path), fields[2:8] == b"160000", fields[:1] in b"Ss")


def lay_out(original: Original, folder: Path, frame: Frame | None = None) -> None:
    """Copy a working tree there, in a repository of its own that has the same commit and index."""
    frame = frame or Frame(original.tree, folder)
    begin(original, folder, original.head())
    lines = [line for line in original.ask("ls-files", "-v", "--stage", "-z").split(b"\0") if line]
    git.must(folder, "update-index", "-z", "--index-info", given=b"".join(line[2:] + b"\0" for line in lines))
    others = original.ask("ls-files", "--others", "--exclude-standard", "-z")
    copier = _Copier(original.tree, folder, frame)
    entries = {entry.path: entry for entry in map(_Entry.parse, lines)}.values()  # one of several in a conflict
    gone = [entry for entry in entries if not copier.take(entry.path, link=entry.link)]
    for name in git.names(others):
        if not _temporary(original.tree / name):
            copier.take(name.rstrip("/"), link=name.endswith("/"))
    absent = [entry.path for entry in gone if entry.skipped and not entry.link]
    _complete(folder, absent, fetched=not narrow(original.settings()))


def _temporary(path: Path) -> bool:
    """Say whether a file is paceline's own, where the folder for temporary files is in the repository itself."""
    parent = Path(tempfile.gettempdir()).resolve()
    return any(folder.parent == parent and folder.name.startswith(scratch.PREFIX) for folder in (path, *path.parents))


@dataclass(slots=True)
class _Copier:
    """Copies listed names; what lies behind a link or a file is not in the tree, whatever the index says."""

    tree: Path
    folder: Path
    frame: Frame
    _made: dict[str, bool] = field(default_factory=lambda: {"": True})

    def take(self, name: str, *, link: bool) -> bool:
        """Copy what lies there; say whether anything does."""
        if not self._parent(name.rpartition("/")[0]):
            return False
        source, target = self.tree / name, self.folder / name
        if _is_folder(source) and (link or os.path.lexists(source / ".git")):
            return self._repository(source, target)
        return copy(source, target, self.frame)

    def _parent(self, name: str) -> bool:
        """Make a folder that is one in the tree too; say whether it is."""
        if name not in self._made:
            real = self._parent(name.rpartition("/")[0]) and _is_folder(self.tree / name)
            if real:
                (self.folder / name).mkdir(exist_ok=True)
            self._made[name] = real
        return self._made[name]

    def _repository(self, source: Path, target: Path) -> bool:
        """Lay out a submodule, or a repository that git knows nothing of, as it lies; one without git is a folder."""
        try:
            inner = Original.of(source) if os.path.lexists(source / ".git") else None
        except PacelineError:  # its git folder is gone
            inner = None
        if inner is None:
            plain.lay_out(source, target, self.frame)
        else:
            lay_out(inner, target, self.frame)
        return True


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _complete(folder: Path, absent: Sequence[str], *, fetched: bool) -> None:
    """Take files that a sparse checkout leaves out from the index: they are unchanged, not deleted."""
    listed = b"".join(os.fsencode(name) + b"\0" for name in absent)
    if listed and fetched:
        git.must(folder, "checkout-index", "--quiet", "-z", "--stdin", given=listed)
    elif listed:
        git.must(folder, "update-index", "--skip-worktree", "-z", "--stdin", given=listed)
