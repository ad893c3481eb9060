"""What a gate compares: a commit, and the working tree as it is, each laid out in a folder of its own.

Both folders are temporary, have paths of the same length (a path is part of a process's memory layout), and hold what
git would hold of them: the candidate's uncommitted and untracked files are in, ignored ones are not.
"""

from __future__ import annotations

import contextlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .. import git
from ..errors import PacelineError
from . import scratch
from .layout import commit, plain, tree
from .layout.borrowed import Original
from .layout.content import content

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Checkout:
    """One side's files."""

    folder: Path
    revision: str
    """The commit, with `+` behind it where files differ from it."""
    content: str
    """A hash of all files: equal content can share an environment."""
    original: Path
    """What it is a copy of: the top of the user's repository, or a folder."""
    within: Path = field(default=Path())
    """Where in it the user stood: a side starts in the same subfolder."""

    @property
    def start(self) -> Path:
        """The folder in which a side starts; a baseline that lacks it has it empty."""
        start = self.folder / self.within
        start.mkdir(parents=True, exist_ok=True)
        return start


def root(start: Path) -> Path:
    """Return the top of the repository; raise `PacelineError` outside of one, or with git's reason."""
    words = ("rev-parse", "--show-toplevel")
    done = git.run(start, *words)
    cure = "run git init and commit, or compare with a folder: --baseline-checkout DIR"
    if done.returncode == 0:
        return Path(os.fsdecode(done.stdout).removesuffix("\n"))
    if b"not a git repository (or any" in done.stderr:
        raise PacelineError("is not in a git repository", place=start.resolve(), cure=cure)
    raise git.refusal(start.resolve(), words, done.stderr, cure)


def resolve(repository: Path, revision: str | None) -> tuple[str, str]:
    """Return the baseline's commit, and how it was found: as named, or the merge base with the default branch."""
    if revision is not None:
        found, name = git.commit(repository, revision)
        ahead = int(git.says(repository, "rev-list", "--count", f"HEAD..{found}") or 0)
        if ahead:
            commits = f"{ahead} commit{'s' if ahead > 1 else ''} ahead of HEAD"
            name += f", {commits}; without --against, the gate compares with the merge base"
        return found, name
    branch = _default_branch(repository)
    base = git.says(repository, "merge-base", branch, "HEAD")
    if base is None:
        shallow = git.says(repository, "rev-parse", "--is-shallow-repository") == "true"
        cure = "git fetch --unshallow, or name one with --against" if shallow else "name a commit with --against"
        raise PacelineError(f"no commit is common to HEAD and {branch}", place=repository, cure=cure)
    return base, f"the merge base with {branch}"


def _default_branch(repository: Path) -> str:
    remote = git.says(repository, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
    names = [*([remote] if remote else []), "origin/main", "origin/master", "main", "master"]
    for name in names:
        if git.says(repository, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"):
            return name
    empty = git.says(repository, "rev-parse", "--verify", "--quiet", "HEAD") is None
    problem = "has no commit yet" if empty else "has no branch main or master"
    raise PacelineError(problem, place=repository, cure="commit first" if empty else "name a commit with --against")


@contextlib.contextmanager
def laid_out(repository: Path, baseline: str, within: Path = Path()) -> Iterator[tuple[Checkout, Checkout]]:
    """Lay out the baseline commit and the working tree; both folders are gone afterwards, whatever happens."""
    original, base = Original.of(repository), git.commit(repository, baseline)[0]
    with scratch.folder() as parent:
        one, other = parent / "b", parent / "c"
        with ThreadPoolExecutor() as pool:
            begun = pool.submit(commit.lay_out, original, one, base)
            try:
                tree.lay_out(original, other)
                begun.result()
            except BaseException:
                while not begun.done():  # the pool waits for its thread, which may go on to another command of git's
                    git.end()
                    time.sleep(0.05)
                raise
        revision = original.revision()
        yield (
            Checkout(one, base, content(one), repository, within),
            Checkout(other, revision, content(other), repository, within),
        )


@contextlib.contextmanager
def copied(repository: Path, *names: str) -> Iterator[list[Path]]:
    """Copy the working tree to folders of these names; they are gone afterwards."""
    original = Original.of(repository)
    with scratch.folder() as parent:
        folders = [parent / name for name in names]
        for folder in folders:
            tree.lay_out(original, folder)
        yield folders


@contextlib.contextmanager
def duplicated(*originals: Path) -> Iterator[list[Checkout]]:
    """Copy folders: one that git knows like a working tree, any other without what tools have left in it.

    Installers build in place, so the originals are never used themselves. The copies are gone afterwards.
    """
    tops = [_top(original.resolve()) for original in originals]
    insides = [original.resolve().relative_to(top) for original, top in zip(originals, tops, strict=True)]
    lengths = [len(str(Path("a", inside))) for inside in insides]
    with scratch.folder() as parent:
        sides = []
        for number, (top, within) in enumerate(zip(tops, insides, strict=True)):
            folder = parent / (chr(ord("a") + number) + "_" * (max(lengths) - lengths[number]))
            revision = "a folder"
            if (top / ".git").exists():
                original = Original.of(top)
                tree.lay_out(original, folder)
                revision = original.revision()
            else:
                plain.lay_out(top, folder)
            sides.append(Checkout(folder, revision, content(folder), top, within))
        yield sides


def _top(folder: Path) -> Path:
    """Return the top of the repository that has something of a folder; else the folder itself."""
    try:
        top = root(folder)
    except PacelineError:
        if (folder / ".git").exists():
            raise
        return folder
    return top if top == folder or git.says(folder, "ls-files", "--cached", "-z") else folder


def described(folder: Path, repository: Path, within: Path = Path()) -> Checkout:
    """Describe a copy of the working tree of a repository."""
    return Checkout(folder, Original.of(repository).revision(), content(folder), repository, within)
