"""From where this process has its modules: what a side reports, so that the conductor can compare it with its wish."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from importlib.machinery import EXTENSION_SUFFIXES
from typing import Any

from . import installed

_NOBODYS = {*sys.stdlib_module_names, *sys.builtin_module_names, "__main__", "__mp_main__", __name__.partition(".")[0]}


def origins() -> dict[str, Any]:
    """Return, in words that JSON has, which modules are loaded and what the environment holds of the project."""
    return {
        "loaded": _loaded(),
        "environment": [os.path.realpath(folder) for folder in _environment()],
        "own": sorted(installed.homes()),
        "local": installed.local(),
    }


def _loaded() -> dict[str, dict[str, list[str]]]:
    """Return, by module, the folders that it and its submodules were found from, with the extension modules there.

    A module is one at the top, or below a namespace package. The folder that is its own is the first.
    """
    found: dict[str, dict[str, list[str]]] = {}
    files = {name: _file(module) for name, module in list(sys.modules.items())}
    for name, file in files.items():
        if file is None or name.partition(".")[0] in _NOBODYS:
            continue
        parts = name.split(".")
        prefixes = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
        top = next(prefix for prefix in prefixes if files.get(prefix))
        extensions = found.setdefault(top, {}).setdefault(_root(name, file), [])
        if file.endswith(tuple(EXTENSION_SUFFIXES)):
            extensions.append(name)
    return {top: {root: sorted(names) for root, names in roots.items()} for top, roots in found.items()}


def _file(module: object) -> str | None:
    try:
        file = getattr(module, "__file__", None)
    except Exception:  # noqa: BLE001 (a module can be anything that someone has put there)
        return None
    return file if isinstance(file, str) else None


def _root(name: str, file: str) -> str:
    """Return the folder that the module's dotted name counts from; where the file has another name, its own folder."""
    inside = file.startswith(sys.prefix)  # an installer may fill an environment with links
    path = os.path.abspath(file) if inside else os.path.realpath(file)  # noqa: PTH100
    folder, base = os.path.split(path)
    parts = name.split(".")
    if base.partition(".")[0] != "__init__":
        parts = parts[:-1]
    tail = "".join(os.sep + part for part in parts)
    return folder[: -len(tail)] if parts and folder.endswith(tail) else folder


def _environment() -> list[str]:
    paths = sysconfig.get_paths()
    return [*site.getsitepackages(), *(paths[name] for name in ("purelib", "platlib", "stdlib", "platstdlib"))]
