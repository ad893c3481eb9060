"""A commit, with the submodules that it records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import git
from ...errors import PacelineError
from .borrowed import begin, refuse
from .files import Frame, keep_links
from .submodules import recorded, source

if TYPE_CHECKING:
    from pathlib import Path

    from .borrowed import Original


def lay_out(original: Original, folder: Path, commit: str, frame: Frame | None = None) -> None:
    """Lay out a commit there, in a repository of its own; no hook runs, filters and line ends are the user's."""
    frame = frame or Frame(original.tree, folder)
    begin(original, folder, commit)
    try:
        git.must(folder, "reset", "--hard", "--quiet")
    except PacelineError as error:
        raise refuse(original, commit, error) from error
    entries = [entry for entry in git.must(folder, "ls-files", "--stage", "-z").split(b"\0") if entry]
    keep_links(folder, [entry for entry in entries if entry.startswith(b"120000 ")], frame)
    for inner in recorded(folder, entries):
        if found := source(original, inner):
            lay_out(found, folder / inner.path, inner.commit, frame)
