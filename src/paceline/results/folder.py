"""A race's folder: `race.json`, and a pytest-benchmark JSON file for each side of each heat.

What is written is written beside and then renamed, so that whatever ends a run leaves whole files only.
"""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import PacelineError
from ..tutorial.records import Programs, decode
from . import benchmarkjson
from .records import SCHEMA, Race
from .store import Sample, Samples

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST = "race.json"

_IGNORED = ".gitignore"
"""Written into the folder, so that what a race leaves is no part of the tree that the next one judges."""
PROGRAMS = "programs.json"


class RaceFolder:
    """Writes and reads one race's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, path: Path) -> RaceFolder:
        """Make the folder; raise `PacelineError` now if nothing could be written there later."""
        cls.try_out(path)
        try:
            (path / "heats").mkdir(parents=True, exist_ok=True)
            (path / _IGNORED).write_text("*\n", encoding="utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
            raise PacelineError(f"cannot be written ({reason})", place=path, cure="choose another --out") from error
        if not os.access(path / "heats", os.W_OK):
            raise PacelineError("cannot be written", place=path, cure="choose another --out")
        return cls(path)

    @staticmethod
    def try_out(path: Path) -> None:
        """Raise `PacelineError` if a race could not be kept there, as far as can be told without making anything."""
        if (path / MANIFEST).exists():
            raise PacelineError("holds a race already", place=path, cure="go on with --resume, or choose another --out")
        there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
        if not (there.is_dir() and os.access(there, os.W_OK)):
            raise PacelineError("cannot be written", place=path, cure="choose another --out")

    def discard_if_empty(self) -> None:
        """Remove the folder again if no race came to be in it."""
        with contextlib.suppress(OSError):  # it holds something
            (self.path / "heats").rmdir()
            (self.path / _IGNORED).unlink(missing_ok=True)
            self.path.rmdir()

    def save(self, race: Race) -> None:
        """Write the manifest."""
        self._write(self.path / MANIFEST, msgspec.json.format(msgspec.json.encode(race), indent=1))

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
        """Read the race again; raise `PacelineError` that names the file and the place in it."""
        race, samples = self.manifest(), Samples()
        for heat in race.heats:
            for side in race.sides:
                path = self._heat(heat.number, side.name)
                if path.exists():
                    samples.add(heat.number, side.name, benchmarkjson.load(path)[0])
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
            return msgspec.json.decode(content, type=Race)
        except FileNotFoundError as error:
            cure = "name the folder that a race wrote, such as results/<date>"
            raise PacelineError("is not there", place=path, cure=cure) from error
        except OSError as error:
            raise PacelineError(error.strerror or str(error), place=path) from error
        except msgspec.DecodeError as error:
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
        safe = re.sub(r"[^\w.+-]", "_", side)
        return self.path / "heats" / f"{heat:04d}-{safe}.json"

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        beside = path.with_suffix(".part")
        beside.write_bytes(content)
        beside.replace(path)


class _Versioned(msgspec.Struct):
    schema: int
