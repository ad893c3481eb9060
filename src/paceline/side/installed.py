"""The project as it is installed in this environment: which of its modules are there, and how they win.

A checkout is on `sys.path`, put there by `python -m pytest` or by a `conftest.py` at its root. In a flat layout its
source would hide what was built from it, compiled modules above all.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.machinery import ModuleSpec

_TESTS = re.compile(r"(tests?|bench(mark)?s?|conftest|test_\w*|\w+_test)$")
"""Names of modules that pytest collects: these are the checkout's, with the data beside them."""

_MODULE = re.compile(r"\.(py|pyc|so|pyd)$")


@cache
def local() -> dict[str, bool]:
    """Return the distributions that were installed from a folder or a file: by name, whether editable."""
    return {_plain(found): editable for found, editable in _local()}


@cache
def homes() -> dict[str, str]:
    """Return the modules that were built from local sources, by dotted name, each with the folder that holds it.

    These are packages and modules at the top, or below a namespace package.
    """
    found: dict[str, str] = {}
    for distribution, editable in _local():
        if not editable:
            found.update(_modules(distribution))
    return found


def prefer() -> None:
    """Let what is installed be imported before what the checkout holds of the same name."""
    if homes():
        sys.meta_path.insert(0, Installed())
        sys.meta_path.append(Beside())


class Installed:
    """Finds the project's own modules where they are installed, and its tests in the checkout."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return where the module is; None leaves it to the finders that follow."""
        del path, target
        if _TESTS.match(name.rpartition(".")[2]):
            return PathFinder.find_spec(name, _copies(name)) if _own(name) else None
        home = homes().get(name)
        return PathFinder.find_spec(name, [home]) if home else None


class Beside:
    """Finds modules of the project's packages that only the checkout holds: an installer may leave tests out."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return where the module is, after all other finders did not know it."""
        del path, target
        return PathFinder.find_spec(name, _copies(name)) if _own(name) and name not in homes() else None


def _own(name: str) -> bool:
    """Say whether the module is the project's, or in one of its packages."""
    parts = name.split(".")
    return any(".".join(parts[:length]) in homes() for length in range(1, len(parts) + 1))


def _copies(name: str) -> list[str]:
    """Return the folders on the path in which a module of that name can lie, in the path's order."""
    parents = name.split(".")[:-1]
    return [str(Path(entry, *parents)) for entry in sys.path]


def _local() -> Iterator[tuple[metadata.Distribution, bool]]:
    for distribution in metadata.distributions():
        source = _source(distribution)
        if urlsplit(str(source.get("url", ""))).scheme == "file":
            yield distribution, bool(source.get("dir_info", {}).get("editable"))


def _source(distribution: metadata.Distribution) -> dict[str, Any]:
    """Return from where it was installed, as PEP 610 has it; nothing where an index was asked."""
    try:
        said = json.loads(distribution.read_text("direct_url.json") or "{}")
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _modules(distribution: metadata.Distribution) -> Iterator[tuple[str, str]]:
    """Yield the topmost modules and regular packages of a distribution, with the folders that hold them."""
    files = [file.parts for file in distribution.files or () if _MODULE.search(file.name) and ".." not in file.parts]
    packages = {parts[:-1] for parts in files if parts[-1].startswith("__init__.")}
    for parts in files:
        above = (parts[:length] for length in range(1, len(parts)))
        names = next((each for each in above if each in packages), (*parts[:-1], parts[-1].partition(".")[0]))
        if all(name.isidentifier() for name in names) and not _TESTS.match(names[0]):
            yield ".".join(names), str(distribution.locate_file(Path(*names[:-1])))


def _plain(distribution: metadata.Distribution) -> str:
    return re.sub(r"[-_.]+", "-", str(distribution.metadata["Name"])).lower()
