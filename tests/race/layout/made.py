"""Repositories as people have them, made by git itself."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paceline.race import checkout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SETTINGS = {"user.name": "n", "user.email": "n@example.org", "init.defaultBranch": "main"}
_LOCAL = {"protocol.file.allow": "always", "commit.gpgSign": "false"}


def git(folder: Path, *words: str) -> str:
    """Run git there, and return what it says."""
    settings = [word for name, value in {**_SETTINGS, **_LOCAL}.items() for word in ("-c", f"{name}={value}")]
    done = subprocess.run(["git", *settings, *words], cwd=folder, capture_output=True, check=True)
    return os.fsdecode(done.stdout).strip()


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files, and the folders that they are in."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def committed(folder: Path, message: str, files: dict[str, str] | None = None) -> Path:
    """Write files and commit all that lies there; return the folder."""
    write(folder, files or {})
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return folder


def with_submodule(tmp_path: Path, repository: Path) -> Path:
    """Give a repository a submodule `vendor/lib` that has a submodule itself; return where it came from."""
    for name in ("deep", "lib"):
        (tmp_path / name).mkdir()
        git(tmp_path / name, "init", "--quiet")
        committed(tmp_path / name, "begin", {f"{name}.py": "OLD = 1\n"})
    git(tmp_path / "lib", "submodule", "--quiet", "add", str(tmp_path / "deep"), "deep")
    committed(tmp_path / "lib", "nested")
    git(repository, "submodule", "--quiet", "add", str(tmp_path / "lib"), "vendor/lib")
    git(repository, "submodule", "--quiet", "update", "--init", "--recursive")
    committed(repository, "submodule")
    return tmp_path / "lib"


@contextmanager
def sides(repository: Path, baseline: str = "HEAD") -> Iterator[tuple[Path, Path]]:
    """Lay out both sides; yield their folders."""
    with checkout.laid_out(checkout.root(repository), baseline) as both:
        yield both[0].folder, both[1].folder


def listing(folder: Path) -> set[str]:
    """Return the files and links of a folder, git's own left out."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return {str(path.relative_to(folder)) for path in found if ".git" not in path.relative_to(folder).parts}


def snapshot(*folders: Path) -> dict[str, tuple[object, ...]]:
    """Return all that there is in folders, git's own included: kinds, rights, bytes, where links point, times."""
    return {str(path): _facts(path) for folder in folders for path in (folder, *folder.rglob("*"))}


def _facts(path: Path) -> tuple[object, ...]:
    stat = path.lstat()
    what: object = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else None
    return stat.st_mode, stat.st_mtime_ns, stat.st_ino, what
