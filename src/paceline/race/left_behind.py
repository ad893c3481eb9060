"""Why a side misses what its user has: files that git ignores, or that lie beside the repository, and secrets."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from .entry import withheld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..results.records import Copied, Side

_NAMED = re.compile(r"'([^'\n]+)'|\"([^\"\n]+)\"|(/\S+)")
_GONE = re.compile(
    r"No such file|FileNotFound|NotADirectory|not found|does not exist|cannot open|can.t open", re.IGNORECASE
)
"""What errors say of files that are not there."""
_MODULE = re.compile(r"No module named '([\w.]+)'")


def hint(reason: str, side: Side) -> str:
    """Return why what an error names is not there, with what helps; empty where it is not known."""
    names = ["".join(found) for found in _NAMED.findall(reason)]
    if secrets := set(names) & set(withheld(os.environ, ())):
        name = min(secrets)
        return f"{name} looks like a secret, and is not passed to the benchmarks: give --pass-env {name}"
    for path in _missing(reason, names, side.checkout, side.copied) if side.copied else ():
        if path.startswith(os.pardir):
            return f"{path} lies outside the repository, and is not copied: name it with its full path"
        return f"git ignores {path}, so it is not copied for the race: add it to git, or create it in a fixture"
    return ""


def _missing(reason: str, names: list[str], start: str, copied: Copied) -> Iterator[str]:
    """Yield the files that an error may be about, which the user has and the copy has not; as seen from its top."""
    files = _relative(names, start, copied) if _GONE.search(reason) else ()
    for path in (*_modules(reason), *files, *_settings(names, copied)):
        if not _is_there(Path(copied.top, path)) and any(_is_there(Path(own, path)) for own in copied.originals):
            yield path


def _relative(names: list[str], start: str, copied: Copied) -> Iterator[str]:
    """Yield the files that are named, as seen from the top of the checkout."""
    for name in names:
        yield os.path.relpath(os.path.join(start, name), copied.top)  # noqa: PTH118 (it may be no path)


def _modules(reason: str) -> Iterator[str]:
    """Yield the files that a module may be in."""
    for name in _MODULE.findall(reason):
        stem = name.replace(".", "/")
        yield from (
            f"{top}{stem}{end}" for top in ("", "src/", "lib/") for end in (".py", "", ".*.so", ".so", ".*.pyd")
        )


def _settings(names: list[str], copied: Copied) -> Iterator[str]:
    """Yield the file that variables are often set by, where it sets one that is missing."""
    files = [Path(original, ".env") for original in copied.originals]
    text = "".join(file.read_text(encoding="utf-8", errors="replace") for file in files if file.is_file())
    if any(re.search(rf"^(export )?{re.escape(name)}=", text, re.MULTILINE) for name in names):
        yield ".env"


def _is_there(path: Path) -> bool:
    try:
        return any(path.parent.glob(path.name)) if "*" in path.name else path.exists()
    except (OSError, ValueError):
        return False
