"""What a setup.py imports to build, where the project names no build requirements: it is built with these."""

from __future__ import annotations

import ast
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from .document import python, read, toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .request import Place
    from .requirements import Local

_KNOWN = {
    "Cython": "cython", "cffi": "cffi", "mypyc": "mypy", "nanobind": "nanobind", "numpy": "numpy",
    "pkgconfig": "pkgconfig", "pybind11": "pybind11", "setuptools_rust": "setuptools-rust",
    "setuptools_scm": "setuptools-scm", "skbuild": "scikit-build",
}  # fmt: skip
"""The distributions that builds import, by module."""


Builders = dict[Path, tuple[str, ...]]
"""What the projects of these folders are built with."""


def imported(locals_: Iterable[Local], place: Place) -> Builders:
    """Return what each setup.py of the checkout imports, in `try` too: without it, a build may leave out a part."""
    inside = (local.folder for local in locals_ if local.folder.is_relative_to(place.root))
    found = {folder: tuple(_imported(place.at(folder))) for folder in inside}
    return {folder: names for folder, names in found.items() if names}


def _imported(place: Place) -> Iterator[str]:
    path, own = place.folder / "setup.py", place.folder / "pyproject.toml"
    if "build-system" in toml(own, place.name(own)).data:
        return
    tree = python(read(path, place.name(path)) or "")
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    modules = dict.fromkeys(name.partition(".")[0] for name in names)
    yield from (_KNOWN[module] for module in modules if module in _KNOWN)


@contextlib.contextmanager
def declared(builders: Builders) -> Iterator[None]:
    """Let the pyproject.toml in these folders, which are copies of the user's, name what the builds need."""
    with contextlib.ExitStack() as stack:
        for folder, names in builders.items():
            stack.enter_context(_declared(folder / "pyproject.toml", names))
        yield


@contextlib.contextmanager
def _declared(path: Path, names: tuple[str, ...]) -> Iterator[None]:
    before = path.read_bytes() if path.is_file() else None
    link = path.readlink() if path.is_symlink() else None
    if link:  # it may lead out of the checkout
        path.unlink()
    requires = ", ".join(f'"{name}"' for name in ("setuptools", "wheel", *names))
    table = f'\n[build-system]\nrequires = [{requires}]\nbuild-backend = "setuptools.build_meta:__legacy__"\n'
    path.write_bytes((before or b"") + table.encode())
    try:
        yield
    finally:
        if link:
            path.unlink()
            path.symlink_to(link)
        elif before is None:
            path.unlink()
        else:
            path.write_bytes(before)
