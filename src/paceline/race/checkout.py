"""What a gate compares: a commit, and the working tree as it is, each laid out in a folder of its own.

Both folders are temporary, have paths of the same length (a path is part of a process's memory layout), and hold what
git would hold of them: the candidate's uncommitted and untracked files are in, ignored ones are not.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import PacelineError

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


def root(start: Path) -> Path:
    """Return the top of the repository; raise `PacelineError` outside of one."""
    said = _git(start, "rev-parse", "--show-toplevel")
    if said is None:
        cure = "go into one, or name what to compare with --baseline-checkout"
        raise PacelineError("is not in a git repository", place=start.resolve(), cure=cure)
    return Path(said)


def resolve(repository: Path, revision: str | None) -> tuple[str, str]:
    """Return the baseline's commit, and how it was found: as named, or the merge base with the default branch."""
    if revision is not None:
        return _commit(repository, revision), revision
    branch = _default_branch(repository)
    base = _git(repository, "merge-base", branch, "HEAD")
    if base is None:
        shallow = _git(repository, "rev-parse", "--is-shallow-repository") == "true"
        cure = "git fetch --unshallow, or name one with --against" if shallow else "name a commit with --against"
        raise PacelineError(f"no commit is common to HEAD and {branch}", place=repository, cure=cure)
    return base, f"the merge base with {branch}"


def _commit(repository: Path, revision: str) -> str:
    found = _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found is None:
        shallow = _git(repository, "rev-parse", "--is-shallow-repository") == "true"
        cure = "git fetch --unshallow" if shallow else "name a branch, a tag or a commit that is there"
        raise PacelineError(f"there is no revision {revision!r}", place=repository, cure=cure)
    return found


def _default_branch(repository: Path) -> str:
    remote = _git(repository, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
    names = [*([remote] if remote else []), "origin/main", "origin/master", "main", "master"]
    for name in names:
        if _git(repository, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"):
            return name
    raise PacelineError("has no branch main or master", place=repository, cure="name a commit with --against")


@contextlib.contextmanager
def laid_out(repository: Path, baseline: str) -> Iterator[tuple[Checkout, Checkout]]:
    """Lay out the baseline commit and the working tree; both folders are gone afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="paceline-") as name:
        one, other = Path(name) / "b", Path(name) / "c"
        try:
            _add_worktree(repository, one, baseline)
            _add_working_tree(repository, other)
            yield Checkout(one, baseline, content(one)), described(other, repository)
        finally:
            _remove_worktrees(repository, one, other)


@contextlib.contextmanager
def copied(repository: Path, *names: str) -> Iterator[list[Path]]:
    """Copy the working tree to folders of these names; they are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="paceline-") as parent:
        folders = [Path(parent) / name for name in names]
        try:
            for folder in folders:
                _add_working_tree(repository, folder)
            yield folders
        finally:
            _remove_worktrees(repository, *folders)


@contextlib.contextmanager
def duplicated(*originals: Path) -> Iterator[list[Path]]:
    """Copy folders, without what tools have left in them: installers build in place. Gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="paceline-") as parent:
        folders = [Path(parent) / chr(ord("a") + number) for number in range(len(originals))]
        for original, folder in zip(originals, folders, strict=True):
            shutil.copytree(original, folder, symlinks=True, ignore=shutil.ignore_patterns(*_LEFTOVERS))
        yield folders


_LEFTOVERS = (
    *(".git", ".nox", ".tox", ".venv", "venv", "build", "results", "__pycache__", "*.egg-info"),
    *(".benchmarks", ".pytest_cache", ".mypy_cache", ".ruff_cache"),
)
"""Names of what no checkout holds."""


def _add_worktree(repository: Path, folder: Path, commit: str) -> None:
    _must(repository, "worktree", "add", "--quiet", "--detach", "--force", str(folder), commit)


def _add_working_tree(repository: Path, folder: Path) -> None:
    """Lay out the working tree, as a worktree of HEAD where there is one: projects ask git for their version."""
    if _git(repository, "rev-parse", "--verify", "--quiet", "HEAD") is not None:
        _add_worktree(repository, folder, "HEAD")
    folder.mkdir(exist_ok=True)
    listed = _must(repository, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        source, target = repository / name, folder / name
        target.unlink(missing_ok=True)
        if source.is_symlink() or source.is_file():  # a deleted file is listed too
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)


def _remove_worktrees(repository: Path, *folders: Path) -> None:
    for folder in folders:
        _git(repository, "worktree", "remove", "--force", str(folder))
        shutil.rmtree(folder, ignore_errors=True)
    _git(repository, "worktree", "prune")


def _revision(repository: Path) -> str:
    head = _git(repository, "rev-parse", "HEAD") or "nothing committed"
    return head + ("+" if _git(repository, "status", "--porcelain") else "")


def described(folder: Path, repository: Path) -> Checkout:
    """Describe a copy of the working tree of a repository."""
    return Checkout(folder, _revision(repository), content(folder))


def content(folder: Path) -> str:
    """Return a hash over the names and contents of all files of a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".git" not in path.relative_to(folder).parts:
            total.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _must(repository: Path, *words: str) -> str:
    done = _run(repository, *words)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise PacelineError(f"git {words[0]} failed ({last})", place=repository)
    return done.stdout


def _git(repository: Path, *words: str) -> str | None:
    """Return what git says; None where it refuses, or is not there."""
    try:
        done = _run(repository, *words)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _run(repository: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run git there, whatever a hook that called us has told of its own repository and index."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(["git", *words], cwd=repository, env=ours, capture_output=True, text=True, check=False)
