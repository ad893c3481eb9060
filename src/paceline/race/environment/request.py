"""What a gate asks of an environment, and where in a checkout it asks from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import PacelineError

if TYPE_CHECKING:
    from collections.abc import Callable


def _silent(text: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for; the same for both sides."""

    install: tuple[str, ...] | None = None
    """Requirements that replace the project and its own, as a shell would part them."""
    arguments: tuple[str, ...] = ()
    """The arguments of pytest, which name the benchmarks."""
    say: Callable[[str], None] = _silent
    """Shows one line of progress."""
    within: Path = Path()
    """The folder in which the gate was started, below the top of the checkout."""
    origins: tuple[Path, ...] = ()
    """The user's own folders of which the checkouts are copies."""
    further: tuple[str, ...] = ()
    """Requirements that are installed besides."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of one side's checkout, from which paths are read."""

    root: Path
    """The top of the checkout."""
    folder: Path
    """Where relative paths start."""
    origins: tuple[Path, ...] = ()
    second: Path | None = None
    """Where relative paths start that lead nowhere from the first folder."""

    def at(self, folder: Path, second: Path | None = None) -> Place:
        """Return the same checkout, seen from another of its folders."""
        return Place(self.root, folder, self.origins, second)

    def name(self, path: Path) -> str:
        """Return a path as the user knows it: as seen from the top of the checkout."""
        return os.path.relpath(path, self.root) if path.is_relative_to(self.root) else str(path)

    def path(self, text: str) -> Path:
        """Return what a path means here: one into the user's own folders means the same path of this checkout."""
        if "\0" in text:
            raise PacelineError(f"{text!r} is not a path", place=self.name(self.folder), cure="correct it there")
        given = Path(os.path.expanduser(text))  # noqa: PTH111 (it leaves a user's folder that is not there as it is)
        if given.is_absolute():
            return self._mapped(given) or given
        for base in (self.folder, self.second or self.root, self.root):
            found = Path(os.path.normpath(base / given))
            if is_there(found) and found.is_relative_to(self.root):
                return found
        return self._outside(given) or Path(os.path.normpath(self.folder / given))

    def _mapped(self, path: Path) -> Path | None:
        for origin in self.origins:
            for seen, top in ((path, origin), (path.resolve(), origin.resolve())):
                if seen.is_relative_to(top):
                    return self.root / seen.relative_to(top)
        return None

    def _outside(self, given: Path) -> Path | None:
        """Return what a relative path out of the user's own folder leads to."""
        for origin in self.origins:
            found = Path(os.path.normpath(origin.resolve() / self.folder.relative_to(self.root) / given))
            if mapped := self._mapped(found):
                return mapped if is_there(mapped) else None
            if is_there(found):
                return found
        return None


def is_there(path: Path) -> bool:
    """Say whether a path leads to something; one that no system takes, such as one too long, leads nowhere."""
    return os.path.exists(path)  # noqa: PTH110 (`Path.exists` raises for some of these)
