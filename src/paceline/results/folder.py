"""A race's folder: `race.json`, and a pytest-benchmark JSON file for each side of each heat.

What is written is written beside and then renamed, so that whatever ends a run leaves whole files only.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import re
import sys
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from ..errors import PacelineError
from ..tutorial.records import Programs, decode
from . import benchmarkjson
from .records import SCHEMA, Problem, Race, Spent
from .store import Sample, Samples

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MANIFEST = "race.json"

_IGNORED = ".gitignore"
"""Written into a folder that has none: what a race leaves is no part of the tree that the next one judges."""
_EVERYTHING = b"*\n"
PROGRAMS = "programs.json"

_LONGEST = 100
"""Characters of a side's name in that of its files."""


class RaceFolder:
    """Writes and reads one race's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ignoring = False
        """Whether the file that has git ignore it is ours."""
        self.close: Callable[[], object] = lambda: None
        """Lets others in."""

    @classmethod
    def create(cls, path: Path) -> RaceFolder:
        """Make the folder; raise `PacelineError` now if nothing could be written there later."""
        cls.try_out(path)
        folder = cls(path)
        try:
            (path / "heats").mkdir(parents=True, exist_ok=True)
            if not (path / _IGNORED).exists():
                folder._write(path / _IGNORED, _EVERYTHING)
                folder._ignoring = True
            folder.lock()
        except OSError as error:
            reason = error.strerror or str(error)
            raise PacelineError(f"cannot be written ({reason})", place=path, cure="choose another --out") from error
        if not os.access(path / "heats", os.W_OK):
            raise PacelineError("cannot be written", place=path, cure="choose another --out")
        cls.try_out(path)  # another race may have ended there meanwhile
        return folder

    def lock(self) -> None:
        """Keep other races out of the folder as long as this object lives; raise `PacelineError` where one is in it."""
        if sys.platform == "win32":
            return
        lock = os.open(self.path / _IGNORED, os.O_RDWR | os.O_CREAT, 0o666)
        self.close = weakref.finalize(self, os.close, lock)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            cure = "choose another --out, or wait until it ends"
            raise PacelineError("another race is using this folder", place=self.path, cure=cure) from error
        except OSError:  # a file system without locks
            self.close()

    @staticmethod
    def try_out(path: Path) -> None:
        """Raise `PacelineError` if a race could not be kept there, as far as is known without making anything."""
        if (path / MANIFEST).exists():
            raise PacelineError(
                "already holds a race", place=path, cure="continue it with --resume, or choose another --out"
            )
        there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
        if not (there.is_dir() and os.access(there, os.W_OK)):
            raise PacelineError("cannot be written", place=path, cure="choose another --out")

    def discard_if_empty(self) -> None:
        """Remove the folder again if no race came to be in it."""
        if (self.path / MANIFEST).exists():
            return
        with contextlib.suppress(OSError):  # it holds something
            (self.path / "heats").rmdir()
            if self._ignoring:
                (self.path / _IGNORED).unlink()
            self.path.rmdir()

    def save(self, race: Race) -> None:
        """Write the manifest."""
        content = msgspec.json.encode(_plain(msgspec.to_builtins(race)))
        self._write(self.path / MANIFEST, msgspec.json.format(content, indent=1))

    def save_heat(
        self,
        heat: int,
        side: str,
        samples: Mapping[str, Sample],
        records: Mapping[str, dict[str, Any]],
        machine: dict[str, Any],
    ) -> None:
        """Write what one side has measured in one heat."""
        self._write(self._heat(heat, side), benchmarkjson.dump(samples, records, machine))

    def load(self) -> tuple[Race, Samples]:
        """Read the race again; a sample that is none is that case's failure in its heat.

        Raise `PacelineError` that names the file where one as a whole cannot be read.
        """
        race, samples = self.manifest(), Samples()
        heats = []
        for heat in race.heats:
            known = {(problem.side, problem.case) for problem in heat.problems}
            odd = []
            for side in race.sides:
                path = self._found(heat.number, side.name, race)
                if path.exists():
                    content = benchmarkjson.load(path)
                    samples.add(heat.number, side.name, content.samples)
                    odd += [
                        Problem(side.name, case, "failed", f"{path.name}: {why}")
                        for case, why in content.odd.items()
                        if (side.name, case) not in known
                    ]
            heats.append(msgspec.structs.replace(heat, problems=(*heat.problems, *odd)) if odd else heat)
        race.heats = tuple(heats)
        return race, samples

    def manifest(self) -> Race:
        """Read `race.json`."""
        path = self.path / MANIFEST
        try:
            content = path.read_bytes()
            schema = msgspec.json.decode(content, type=_Versioned).schema
            if schema > SCHEMA:
                cure = "use the paceline that wrote it, or a newer one"
                raise PacelineError(f"has schema {schema}, newer than {SCHEMA}", place=path, cure=cure)
            return _sound(msgspec.convert(_plain(msgspec.json.decode(content)), type=Race))
        except FileNotFoundError as error:
            newest = max(Path("results").glob(f"*/{MANIFEST}"), key=lambda kept: kept.stat().st_mtime, default=None)
            cure = f"name the folder of a race{f', such as {newest.parent}' if newest else ''}"
            raise PacelineError("does not exist", place=path, cure=cure) from error
        except OSError as error:
            raise PacelineError(error.strerror or str(error), place=path) from error
        except RecursionError as error:
            raise PacelineError("is nested too deeply to be read", place=path, cure="race again") from error
        except (msgspec.DecodeError, ValueError) as error:
            raise PacelineError(f"is not a race's manifest ({error})", place=path, cure="race again") from error

    def save_programs(self, found: Programs) -> None:
        """Write what the tutorial's programs did."""
        self._write(self.path / PROGRAMS, msgspec.json.format(msgspec.json.encode(found), indent=1))

    def programs(self) -> Programs | None:
        """Read `programs.json`; None where there is none."""
        path = self.path / PROGRAMS
        try:
            return decode(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise PacelineError(error.strerror or str(error), place=path) from error
        except ValueError as error:
            raise PacelineError(str(error), place=path, cure="remove it, or race again") from error

    def _heat(self, heat: int, side: str) -> Path:
        return self.path / "heats" / f"{heat:04d}-{_file_name(side)}.json"

    def _found(self, heat: int, side: str, race: Race) -> Path:
        """Return the file of a side; where it is not there, the one that earlier releases wrote."""
        path = self._heat(heat, side)
        safe = re.sub(r"[^\w.+-]", "_", side)
        old = path.with_name(f"{heat:04d}-{safe[:240]}.json")
        others = {self._heat(heat, other.name) for other in race.sides if other.name != side}
        return path if path.exists() or old in others else old

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.parent.mkdir(exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_bytes(content)
        beside.replace(path)


def _sound(race: Race) -> Race:
    """Return the race; raise ValueError where one part of it speaks of another that is not there."""
    names = [side.name for side in race.sides]
    unknown = {name for pair in race.pairs for name in (pair.baseline, pair.candidate)} - set(names)
    if unknown or len(set(names)) < len(names):
        raise ValueError(f"{min(unknown)} is not one of its sides" if unknown else "two sides have one name")
    for side in race.sides:
        if not isinstance(side.interpreter.get("key"), str):
            raise ValueError(f"side {side.name} has no interpreter's key")  # noqa: TRY004 (of the file)
        if not re.match(r"\d+\.\d+", str(side.interpreter.get("python"))):
            raise ValueError(f"side {side.name} has no version of Python")
    return race


def _file_name(side: str) -> str:
    """Return a name that no other side's file has, and that any file system takes."""
    name = quote(side, safe="+", errors="backslashreplace")
    if len(name) <= _LONGEST:
        return name
    return f"{name[:_LONGEST]}-{hashlib.sha256(side.encode(errors='backslashreplace')).hexdigest()[:16]}"


class _Versioned(msgspec.Struct):
    schema: int


_TIMES = {"seconds", "load", "before", *Spent.__struct_fields__}
"""Numbers of the manifest that must be there."""


def _plain(value: Any, key: str = "") -> Any:
    """Return what JSON can hold: no number that is not finite, and 0 for one that must be there and is missing."""
    match value:
        case dict():
            return {name: _plain(part, name) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case float() if not math.isfinite(value):
            return _plain(None, key)
        case None if key in _TIMES:
            return 0.0
    return value
