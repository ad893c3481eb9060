"""Folders for the time of a race: locked while it lives, removed at its end; the next race removes a dead one's."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import PacelineError
from .interrupts import uninterrupted

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "paceline-"

_LOCK = ".paceline-lock"
"""Held as long as the process lives that made the folder: a folder without it is none of ours."""


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Make a folder that is gone afterwards; what a process still writes there while it dies is no error."""
    made: list[tuple[Path, int | None]] = []
    _sweep(_parent())
    try:
        with uninterrupted():
            made.append(_made())
        yield made[0][0]
    finally:
        with uninterrupted():
            for path, lock in made:
                _remove(path)
                if lock is not None:
                    os.close(lock)


def _made() -> tuple[Path, int | None]:
    if os.pathsep in (place := str(_parent())):
        problem = f"a temporary folder's path cannot contain {os.pathsep}, which separates folders in PYTHONPATH"
        raise PacelineError(problem, place=place, cure=f"set TMPDIR to a folder whose path has no {os.pathsep}")
    parent = _parent()
    try:
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)).resolve()
    except OSError as error:
        raise _unusable(error) from error
    if sys.platform == "win32":
        return path, None
    begun = path / f"{_LOCK}-begun"
    lock = os.open(begun, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError:  # a file system without locks: nobody sweeps there
        return path, lock
    begun.rename(path / _LOCK)  # who finds it finds it locked
    return path, lock


def _parent() -> Path:
    try:
        return Path(tempfile.gettempdir())
    except OSError as error:
        raise _unusable(error) from error


def _unusable(error: OSError) -> PacelineError:
    problem = f"no temporary folder can be made ({error.strerror or error})"
    return PacelineError(problem, cure="set TMPDIR to a folder that can be written")


def _sweep(parent: Path) -> None:
    """Remove what races have left there whose processes are dead: folders of ours, by name, owner and a free lock."""
    if sys.platform == "win32":
        return
    for path in parent.glob(f"{PREFIX}*/{_LOCK}"):
        with contextlib.suppress(OSError):  # it is another user's, gone, or in use
            found = path.parent.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
                continue
            lock = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(path.parent)
            finally:
                os.close(lock)


def _remove(path: Path) -> None:
    """Remove a folder with all that can be removed, its lock last: who is killed meanwhile leaves it to be swept."""
    _empty(path)
    if path.exists():  # a test may have made a folder read-only
        for place, _, _ in os.walk(path):
            with contextlib.suppress(OSError):
                Path(place).chmod(0o700)
        _empty(path)


def _empty(path: Path) -> None:
    with contextlib.suppress(OSError):
        for entry in [entry for entry in path.iterdir() if entry.name != _LOCK]:
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)
        if all(entry.name == _LOCK for entry in path.iterdir()):  # a folder without a lock is never swept
            shutil.rmtree(path, ignore_errors=True)
