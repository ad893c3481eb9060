"""What an environment depends on that is in no checkout: folders beside the repository, and variables of a build."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LEFT = (".git", ".venv", "__pycache__", "build")
"""Parts of a project's folder that are none of its files."""

_BUILDING = ("setup.py", "pyproject.toml", "*build*.py", "CMakeLists.txt", "meson.build")
_COMPILING = {
    *("CC", "CXX", "CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "ARCHFLAGS", "CMAKE_ARGS"),
    "SETUPTOOLS_SCM_PRETEND_VERSION",
}
_EVERYWHERE = {"PATH", "HOME", "PWD", "USER", "TMPDIR"}
"""Variables that builds may name, and that differ between shells without a meaning for them."""


def copied(folder: Path, to: Path) -> Path:
    """Copy a project that is the user's own, and in no checkout: builds write into its folder."""
    shutil.copytree(folder, to, symlinks=True, ignore=shutil.ignore_patterns(*_LEFT))
    return to


def state(folder: Path) -> str:
    """Return a hash of the names, sizes and times of a folder's files; that of nothing where it is gone."""
    total = hashlib.sha256()
    for place, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if name not in _LEFT)
        for path in (os.path.join(place, name) for name in sorted(names)):  # noqa: PTH118 (many)
            found = os.lstat(path)
            total.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0".encode(errors="surrogateescape"))
    return total.hexdigest()


def variables(folders: Iterable[Path]) -> dict[str, str]:
    """Return the variables by which a build of these folders' projects may differ: those that its files name."""
    files = [path for folder in folders for pattern in _BUILDING for path in folder.glob(pattern) if path.is_file()]
    texts = [path.read_text("utf-8", "replace") for path in files]
    named = {word for text in texts for word in re.findall(r"\b[A-Z][A-Z0-9_]{2,}\b", text)}
    return {name: os.environ[name] for name in sorted((named | _COMPILING) - _EVERYWHERE) if name in os.environ}
