"""Environments that are kept between gates: found again, never deleted while in use, rebuilt where half-built."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import PacelineError
from ..answers import answered
from . import outside

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_KEPT = 24
"""Environments that are kept, the last used first."""

_RECORD = "paceline.json"
"""Written last: an environment without it is half-built."""

_SCRIPTS = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"

_OURS: set[Path] = set()
"""Environments that this process has built or found to be current."""

_IN_USE: list[int] = []
"""Locks on what this process uses. It holds them until it ends, however it ends."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is in an environment."""

    holds: str = ""
    """What was installed, and why, in words."""
    missing: tuple[str, ...] = ()
    """Modules that benchmarks import, and that are not there."""
    installed: dict[str, str] = field(default_factory=dict)
    """Versions by distribution; of what came from the checkout itself an empty text."""
    moving: tuple[str, ...] = ()
    """Distributions of which another commit may be had tomorrow."""
    outside: dict[str, str] = field(default_factory=dict)
    """The state of folders that are in no checkout."""

    def current(self) -> bool:
        """Say whether the same would be installed now."""
        return not self.moving and all(outside.state(Path(name)) == then for name, then in self.outside.items())

    @property
    def versions(self) -> dict[str, str]:
        """The versions of what came from elsewhere."""
        return {name: version for name, version in self.installed.items() if version and name != "pip"}


def cache() -> Path:
    """Return the folder that environments are kept in; raise `PacelineError` where there is none."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(given) if Path(given).is_absolute() else Path("~").expanduser() / ".cache"
    folder = base / "paceline" / "environments"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        variable = "XDG_CACHE_HOME" if Path(given).is_absolute() else "HOME"
        cure = "set XDG_CACHE_HOME to a folder that can be written, in which environments are kept"
        raise PacelineError(
            f"cannot be written ({error.strerror})", place=f"{folder} (by {variable})", cure=cure
        ) from error


def record(python: str) -> Record | None:
    """Return what is in the environment of this Python; None for one that we have not built."""
    return _read(Path(python).parent.parent)


def _read(folder: Path) -> Record | None:
    try:
        said = answered((folder / _RECORD).read_text(encoding="utf-8"), Record)
    except (OSError, ValueError):
        return None
    return said if said.holds else None


@dataclass(frozen=True, slots=True)
class Found:
    """An environment that is ours to use until this process ends."""

    python: Path
    record: Record
    kept: bool
    """Whether it was there already."""


def obtain(ask: str, versions: Mapping[str, str] | None, make: Callable[[Path, Path], Record]) -> Found:
    """Return a kept environment for this, or one that `make` fills.

    `ask` stands for the interpreter, the files and the wishes. With `versions`, distributions that others have are
    wanted in these versions; without, in any.
    """
    # Both sides' folders have paths of the same length: a path is part of a process's memory layout.
    folder = cache() / f"{ask}-{_short(json.dumps(versions, sort_keys=True))}"
    while True:
        found = _ready(ask, folder, versions) or _made(folder, make)
        if found:
            return found


def _ready(ask: str, folder: Path, versions: Mapping[str, str] | None) -> Found | None:
    kept = sorted(folder.parent.glob(f"{ask}-*/{_RECORD}"), key=_used, reverse=True)
    for path in sorted(kept, key=lambda path: path.parent != folder) if versions is not None else kept:
        lock = _lock(path.parent, exclusive=False)
        said = _read(path.parent)
        fits = path.parent == folder or versions is None or (said and _agree(said.versions, versions))
        if said and fits and _usable(path.parent, said):
            path.touch()
            _OURS.add(path.parent)
            _IN_USE.append(lock)
            return Found(path.parent / _SCRIPTS, said, kept=True)
        os.close(lock)
    return None


def _made(folder: Path, make: Callable[[Path, Path], Record]) -> Found | None:
    """Fill a folder while nobody else does; None where another one did, or has deleted it since."""
    lock = _lock(folder, exclusive=True)
    if (known := _read(folder)) and _usable(folder, known):
        os.close(lock)
        return None
    try:
        shutil.rmtree(folder, ignore_errors=True)
        said = make(folder, folder / _SCRIPTS)
        (folder / _RECORD).write_text(json.dumps(asdict(said)), encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)
        raise
    _shared(lock)
    if _read(folder) is None:
        os.close(lock)
        return None
    _IN_USE.append(lock)
    _OURS.add(folder)
    _forget(folder.parent)
    return Found(folder / _SCRIPTS, said, kept=False)


def _usable(folder: Path, known: Record) -> bool:
    return (folder / _SCRIPTS).is_file() and (folder in _OURS or known.current())


def _agree(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one[name] == other[name] for name in one.keys() & other.keys())


def _lock(folder: Path, *, exclusive: bool, wait: bool = True) -> int:
    """Lock an environment, for building or for use; raise `BlockingIOError` where it is in use and we don't wait."""
    path = folder.with_name(f"{folder.name}.lock")
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if sys.platform == "win32":
            return lock
        try:
            kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
            fcntl.flock(lock, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise
        except OSError as error:
            os.close(lock)
            cure = "set XDG_CACHE_HOME to a folder on a disk of this machine"
            raise PacelineError(f"cannot be locked ({error.strerror or error})", place=path, cure=cure) from error
        except BaseException:
            os.close(lock)
            raise
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock), path.stat()):
                return lock
        os.close(lock)  # it was deleted while we waited for it


def _shared(lock: int) -> None:
    if sys.platform != "win32":
        fcntl.flock(lock, fcntl.LOCK_SH)


def _forget(shelf: Path) -> None:
    """Delete the environments that were not used for longest, and half-built ones, but none that is in use."""
    kept = sorted(shelf.glob(f"*/{_RECORD}"), key=_used, reverse=True)
    spared = {path.parent for path in kept[:_KEPT]}
    for folder in [path for path in shelf.iterdir() if path.is_dir() and path not in spared]:
        try:
            lock = _lock(folder, exclusive=True, wait=False)
        except BlockingIOError:
            continue
        (folder / _RECORD).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_name(f"{folder.name}.lock").unlink(missing_ok=True)
        os.close(lock)


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
