"""What benchmark files need to be imported: read from their source, before anything is installed."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import pytestini

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from .request import Place

_MOST = 400
"""Files that are read; more are no benchmarks."""

_MARKS = {"asyncio": "pytest_asyncio", "anyio": "anyio", "trio": "pytest_trio", "django_db": "pytest_django"}
"""The module of the plugin that gives a mark its meaning."""

_OPTIONS = {"--cov": "pytest_cov", "-n": "xdist", "--numprocesses": "xdist", "--timeout": "pytest_timeout"}
"""The module of the plugin that knows an option."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What is imported, and from where it can be."""

    modules: tuple[str, ...]
    """Top-level names."""
    folders: tuple[Path, ...]
    """What pytest puts on Python's path."""
    benchmarks: tuple[Path, ...]
    """The folders that hold the benchmarks."""


def needs(place: Place, arguments: Sequence[str]) -> Needs:
    """Read the files that pytest would collect, their conftests, and the helpers beside them."""
    ini = pytestini.read(place)
    targets = list(_targets(place, arguments)) or [place.folder / path for path in ini.testpaths] or [place.folder]
    patterns = ini.python_files or ["test_*.py", "*_test.py"]
    files = [path for target in targets for path in _files(target, patterns)][:_MOST]
    timed = [path for path in files if "benchmark" in _text(path)] or files
    folders = tuple(dict.fromkeys([*map(_importable_from, timed), *(place.folder / p for p in ini.pythonpath)]))
    asked: dict[str, None] = {}
    queue = [*timed, *(c for path in timed for c in _conftests(path, place.root))]
    seen: set[Path] = set()
    while queue and len(seen) < _MOST:
        path = queue.pop(0)
        if path not in seen:
            seen.add(path)
            for name, helper in _imports(path, folders):
                if helper:
                    queue.append(helper)
                elif name not in sys.stdlib_module_names:
                    asked[name] = None
    options = (_OPTIONS.get(word.split("=")[0]) for word in ini.addopts)
    asked |= dict.fromkeys(filter(None, options))
    beside = tuple(dict.fromkeys(target if target.is_dir() else target.parent for target in targets))
    return Needs(tuple(asked), (*folders, place.folder, place.root), beside)


def _targets(place: Place, arguments: Sequence[str]) -> Iterator[Path]:
    for word in arguments:
        path = place.path(word.split("::")[0]) if word and not word.startswith("-") else None
        if path and path.exists() and path.is_relative_to(place.root):
            yield path


def _files(target: Path, patterns: Sequence[str]) -> list[Path]:
    if target.is_file():
        return [target]
    found = {path for pattern in patterns for path in target.rglob(pattern) if path.suffix == ".py"}
    return sorted(path for path in found if not {".git", "node_modules"} & set(path.parts))


def _conftests(path: Path, root: Path) -> list[Path]:
    folders = [folder for folder in path.parents if folder.is_relative_to(root)]
    return [conftest for folder in folders if (conftest := folder / "conftest.py").is_file()]


def _importable_from(path: Path) -> Path:
    """Return the folder that pytest puts on the path for a file: the first above it that is no package."""
    return next(folder for folder in path.parents if not (folder / "__init__.py").exists())


def _imports(path: Path, folders: Sequence[Path]) -> Iterator[tuple[str, Path | None]]:
    """Yield the top-level names that a file imports when it is loaded; for helpers among them, the file."""
    try:
        tree = ast.parse(_text(path))
    except (SyntaxError, ValueError):
        return
    for node in _loaded(tree.body):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            for inner in (base, *(base / alias.name for alias in node.names)):
                if helper := _source(inner):
                    yield path.stem, helper
        else:
            for dotted in _names(node):
                name = dotted.split(".")[0]
                local = next((f for folder in folders if (f := _source(folder.joinpath(*dotted.split("."))))), None)
                yield name, local
    for mark in re.findall(r"\bmark\.(\w+)", _text(path)):
        if mark in _MARKS:
            yield _MARKS[mark], None


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def _source(path: Path) -> Path | None:
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def _loaded(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the imports that must succeed: none of those in functions, in `try` or for type checkers."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.With):
            yield from _loaded(node.body)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.dump(node.test):
            pass  # for some platforms or versions only


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
