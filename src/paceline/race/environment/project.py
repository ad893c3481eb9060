"""The project that benchmarks belong to: the nearest one at or above them, and what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from ...errors import PacelineError
from .document import Document, ini, toml
from .poetry import requirements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .request import Place


class Kind(Enum):
    """Whether a project can be installed."""

    PACKAGE = "a package"
    PERHAPS = "a package, perhaps"
    """Nothing says so, and setuptools may find one: a build that fails decides."""
    APPLICATION = "no package"
    """Its requirements are installed, and its code is imported from the checkout."""


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a pyproject.toml, a setup.py or a setup.cfg."""

    place: Place
    document: Document
    setup: dict[str, dict[str, str]]
    """The sections of its setup.cfg."""
    kind: Kind

    @property
    def folder(self) -> Path:
        """The project's folder in the checkout."""
        return self.place.folder

    @property
    def name(self) -> str | None:
        """The distribution's name, normalised; None where it has none that is literal."""
        document = self.document
        name = document.text("project", "name") or document.text("tool", "poetry", "name")
        name = name or self.setup.get("metadata", {}).get("name")
        return canonicalize_name(name) if name else None

    @property
    def dependencies(self) -> tuple[str, ...]:
        """What the project itself requires, as far as it is literal."""
        found = self.document.strings("project", "dependencies")
        found += requirements(self.document, "tool", "poetry", "dependencies")
        return (*found, *lines(self.setup.get("options", {}).get("install_requires", "")))


def read(place: Place) -> Project | None:
    """Read the project of a folder; None where there is none."""
    folder = place.folder
    document = toml(folder / "pyproject.toml", place.name(folder / "pyproject.toml"))
    setup = ini(folder / "setup.cfg", place.name(folder / "setup.cfg"))
    kind = _kind(folder, document, setup)
    return None if kind is None else Project(place, document, setup, kind)


def nearest(place: Place) -> Project | None:
    """Return the first project at a folder or above it, within the checkout."""
    for folder in (place.folder, *place.folder.parents):
        if not folder.is_relative_to(place.root):
            return None
        found = read(place.at(folder))
        if found:
            return found
    return None


def _kind(folder: Path, document: Document, setup: dict[str, dict[str, str]]) -> Kind | None:
    tool = document.table("tool")
    uv, poetry = document.table("tool", "uv"), document.table("tool", "poetry")
    if uv.get("package") is False or poetry.get("package-mode") is False:
        return Kind.APPLICATION
    if "build-system" in document.data or uv.get("package") is True or (folder / "setup.py").is_file():
        return Kind.PACKAGE
    if {"metadata", "options"} & setup.keys():
        return Kind.PACKAGE
    if "project" in document.data:
        managed = "uv" in tool or (folder / "uv.lock").is_file()
        return Kind.APPLICATION if managed and not (folder / "src").is_dir() else Kind.PERHAPS
    others = {"uv", "poetry", "pdm", "hatch"} & tool.keys()
    return Kind.APPLICATION if others or "dependency-groups" in document.data else None


def lines(text: str) -> list[str]:
    """Part a value of an INI file that is a list."""
    stripped = (re.sub(r"(^|\s)#.*$", "", line).strip() for line in text.splitlines())
    return [line for line in stripped if line]


_NOT_SIBLINGS = {
    *("test", "tests", "testing", "fixtures", "example", "examples", "doc", "docs", "vendor", "vendored", "_vendor"),
    *("third_party", "node_modules", "templates", "build", "dist", "site-packages"),
}
"""Folders whose projects are data, copies or samples, and not members of a repository."""

_DEPTH = 3


def members(place: Place) -> dict[str, Project]:
    """Return the projects of a checkout by name: whoever requires one gets it from there, and not from an index."""
    found: dict[str, Project] = {}
    for folder in _folders(place.root, _DEPTH):
        if any((folder / name).is_file() for name in ("pyproject.toml", "setup.cfg", "setup.py")):
            try:
                project = read(place.at(folder))
            except PacelineError:  # a sample for a test, perhaps
                continue
            if project and project.name and project.kind is not Kind.APPLICATION:
                found.setdefault(project.name, project)
    return found


def _folders(folder: Path, depth: int) -> Iterator[Path]:
    yield folder
    for inner in sorted(folder.iterdir()) if depth else ():
        plain = not inner.name.startswith(".") and inner.name not in _NOT_SIBLINGS
        if plain and inner.is_dir() and not inner.is_symlink():
            yield from _folders(inner, depth - 1)
