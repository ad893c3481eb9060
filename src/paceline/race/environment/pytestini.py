"""Pytest's configuration, as far as it says where tests are and what they need."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...errors import PacelineError
from .document import ini, toml

if TYPE_CHECKING:
    from pathlib import Path

    from .request import Place


@dataclass(frozen=True, slots=True)
class Settings:
    """Lists of words, each empty where nothing is said."""

    testpaths: tuple[str, ...] = ()
    python_files: tuple[str, ...] = ()
    pythonpath: tuple[str, ...] = ()
    addopts: tuple[str, ...] = ()


def read(place: Place) -> Settings:
    """Return what the first configuration at a folder or above it says; pytest itself says what is wrong with one."""
    for folder in (place.folder, *place.folder.parents):
        if not folder.is_relative_to(place.root):
            break
        for table in _tables(folder):
            if table:
                return Settings(*(_words(table.get(key)) for key in Settings.__slots__))
    return Settings()


def _tables(folder: Path) -> list[dict[str, Any]]:
    try:
        project = toml(folder / "pyproject.toml", "").table("tool", "pytest")
        own = toml(folder / "pytest.toml", "").table("pytest")
    except PacelineError:
        project, own = {}, {}
    older = project.pop("ini_options", None)
    older = older if isinstance(older, dict) else {}
    sections = [
        ("pytest.ini", "pytest"),
        (".pytest.ini", "pytest"),
        ("tox.ini", "pytest"),
        ("setup.cfg", "tool:pytest"),
    ]
    return [own, project, older, *(_section(folder / file, name) for file, name in sections)]


def _section(path: Path, name: str) -> dict[str, Any]:
    try:
        return dict(ini(path, "").get(name, {}))
    except PacelineError:
        return {}


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        try:
            return tuple(shlex.split(value, comments=True))
        except ValueError:
            return ()
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
