"""What git remembers of a file: its content at a commit, and the commits that changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import git
from ..errors import PacelineError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit that changed a file."""

    commit: str
    date: str
    """ISO 8601."""
    content: bytes


def at(revision: str, path: Path) -> bytes | None:
    """Return a file's content at a commit; None where it was not there; `PacelineError` for no commit."""
    commit, _ = git.commit(path.parent, revision)
    return _git(path, "show", f"{commit}:./{path.name}")


def history(path: Path) -> list[Revision]:
    """Return the revisions of a file, the oldest first; none outside a repository."""
    said = _git(path, "log", "--reverse", "--format=%H %cI", "--", path.name) or b""
    commits = [line.split(" ", 1) for line in said.decode().splitlines()]
    return [
        Revision(commit, date, content)
        for commit, date in commits
        if (content := _git(path, "show", f"{commit}:./{path.name}")) is not None
    ]


def _git(path: Path, *words: str) -> bytes | None:
    """Return what git says in a file's folder; None where it refuses, or is not there."""
    try:
        done = git.run(path.parent, *words)
    except PacelineError:
        return None
    return done.stdout if done.returncode == 0 else None
