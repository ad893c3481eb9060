"""A folder that git knows nothing of, without what tools have surely left there: installers build in place."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import PacelineError
from .files import Frame, copy, printable

if TYPE_CHECKING:
    from collections.abc import Callable

_TOOLS = {"__pycache__", ".git", ".nox", ".tox", ".benchmarks", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
"""Names that only tools give, at any depth."""

_TAG = b"Signature: 8a477f597d28d172789f06886806bc55"
"""How a folder's CACHEDIR.TAG begins where it is a cache (https://bford.info/cachedir/)."""


def lay_out(original: Path, folder: Path, frame: Frame | None = None) -> None:
    """Copy a folder there."""
    frame = frame or Frame(original, folder)
    for place, inner, names in os.walk(original, onerror=_refuse):
        source = Path(place)
        target = folder / source.relative_to(original)
        target.mkdir(parents=True, exist_ok=True)
        links = [name for name in inner if (source / name).is_symlink()]
        inner[:] = [name for name in inner if name not in links and not left_over(source / name, original)]
        for name in (*names, *links):
            if name != ".git":
                copy(source / name, target / name, frame)


def _refuse(error: OSError) -> None:
    cure = "make it readable, or move it elsewhere"
    place = printable(Path(error.filename))
    raise PacelineError(f"cannot be read ({error.strerror})", place=place, cure=cure) from error


def left_over(folder: Path, top: Path) -> bool:
    """Say whether a folder is surely what a tool has left: a package may be called `build`, too."""
    if folder.name in _TOOLS or (folder / "pyvenv.cfg").is_file() or _is_cache(folder):
        return True
    if (folder / "race.json").is_file() and (folder / "heats").is_dir():  # paceline's own
        return True
    if folder.suffix == ".egg-info":
        return folder.parent in {top, top / "src"}
    marks = _MARKS.get(folder.name) if folder.parent == top else None
    return marks is not None and all(marks(entry) for entry in folder.iterdir())


def _is_cache(folder: Path) -> bool:
    try:
        return (folder / "CACHEDIR.TAG").read_bytes().startswith(_TAG)
    except OSError:
        return False


_MARKS: dict[str, Callable[[Path], bool]] = {
    "build": lambda entry: re.fullmatch(r"(lib|temp|bdist|scripts)([.-].*)?", entry.name) is not None,
    "dist": lambda entry: entry.name.endswith((".whl", ".tar.gz", ".zip", ".egg")),
}
"""What setuptools and build leave at the top of a project, and nothing else."""
