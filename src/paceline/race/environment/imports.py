"""What benchmark files need to be imported: read from their source, before anything is installed."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import pytestini
from .document import python
from .request import is_there

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

_SKIPPING = re.compile(r"^(?:\w+ *= *)?pytest\.importorskip\(\s*[\"'](\w+)", re.MULTILINE)
"""A module without which a file is skipped."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What is imported, and from where it can be."""

    modules: tuple[str, ...]
    """Top-level names."""
    late: tuple[str, ...]
    """Top-level names that the benchmarks import only when they run."""
    folders: tuple[Path, ...]
    """What pytest puts on Python's path."""
    benchmarks: tuple[Path, ...]
    """The folders that hold the benchmarks."""


def needs(place: Place, arguments: Sequence[str]) -> Needs:
    """Read the files that pytest would collect, their conftests, and the helpers beside them."""
    ini = pytestini.read(place)
    given = list(targets(place, arguments)) or [place.folder / path for path in ini.testpaths] or [place.folder]
    patterns = ini.python_files or ["test_*.py", "*_test.py"]
    files = [path for target in given for path in _files(target, patterns)][:_MOST]
    timed = [path for path in files if "benchmark" in _text(path)] or files
    folders = tuple(dict.fromkeys([*map(_importable_from, timed), *(place.folder / p for p in ini.pythonpath)]))
    asked: dict[str, None] = {}
    late: dict[str, None] = {}
    queue = [*timed, *(c for path in timed for c in _conftests(path, place.root))]
    seen: set[Path] = set()
    while queue and len(seen) < _MOST:
        path = queue.pop(0)
        if path not in seen:
            seen.add(path)
            names, helpers = _imports(path, folders, _sources(path, place.root))
            queue += helpers
            asked |= dict.fromkeys(name for name in names if name not in sys.stdlib_module_names)
    for path in dict.fromkeys(timed):
        names, helpers = _imports(path, folders, (), late=True)
        names += [name for helper in helpers for name in _imports(helper, folders, ())[0]]
        late |= dict.fromkeys(name for name in names if name not in {*sys.stdlib_module_names, *asked})
    options = (_OPTIONS.get(word.split("=")[0]) for word in ini.addopts)
    asked |= dict.fromkeys(filter(None, options))
    beside = tuple(dict.fromkeys(target if is_there(target) and target.is_dir() else target.parent for target in given))
    return Needs(tuple(asked), tuple(late), (*folders, place.folder, place.root), beside)


def targets(place: Place, arguments: Sequence[str]) -> Iterator[Path]:
    """Yield the files and folders of the checkout that pytest is given."""
    for word in arguments:
        path = place.path(word.split("::")[0]) if word and not word.startswith("-") else None
        if path and path.exists() and path.is_relative_to(place.root):
            yield path


def _files(target: Path, patterns: Sequence[str]) -> list[Path]:
    if is_there(target) and target.is_file():
        return [target]
    found = {path for pattern in patterns for path in _below(target, pattern) if path.suffix == ".py"}
    return sorted(path for path in found if not {".git", "node_modules"} & set(path.parts))


def _below(folder: Path, pattern: str) -> list[Path]:
    """Return what a pattern names below a folder; nothing where one of them is none."""
    try:
        return list(folder.rglob(pattern))
    except (OSError, ValueError, NotImplementedError):
        return []


def _conftests(path: Path, root: Path) -> list[Path]:
    folders = [folder for folder in path.parents if folder.is_relative_to(root)]
    return [conftest for folder in folders if (conftest := folder / "conftest.py").is_file()]


def _importable_from(path: Path) -> Path:
    """Return the folder that pytest puts on the path for a file: the first above it that is no package."""
    return next(folder for folder in path.parents if not (folder / "__init__.py").exists())


def _sources(path: Path, root: Path) -> list[Path]:
    """Return where the project's own packages may lie: what they import is needed wherever they are installed."""
    return [inner for above in path.parents if above.is_relative_to(root) for inner in (above / "src", above)]


def _imports(
    path: Path, folders: Sequence[Path], sources: Sequence[Path], *, late: bool = False
) -> tuple[list[str], list[Path]]:
    """Return the top-level names that a file imports, and the files of the checkout among them.

    That is when it is loaded, or `late`: when its functions run.
    """
    names: list[str] = []
    helpers: list[Path] = []
    tree = python(_text(path))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    bodies = [function.body for function in functions] if late else [tree.body]
    for node in (node for body in bodies for node in _loaded(body)):
        if isinstance(node, ast.ImportFrom) and node.level:
            if node.level < len(path.parents):
                base = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
                helpers += filter(None, map(_source, (base, *(base / alias.name for alias in node.names))))
            continue
        for dotted in _dotted(node):
            local, own = _along(dotted, folders), _along(dotted, sources)
            helpers += local or own
            names += [] if local else [dotted.split(".")[0]]
    names += [_MARKS[mark] for mark in re.findall(r"\bmark\.(\w+)", _text(path)) if mark in _MARKS]
    return names + _SKIPPING.findall(_text(path)), helpers


def _dotted(node: ast.stmt) -> list[str]:
    """Return the modules that a statement may load: a name that is imported from a package may be one."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names] if isinstance(node, ast.ImportFrom) else []


def _along(dotted: str, folders: Sequence[Path]) -> list[Path]:
    """Return the files that are loaded on the way to a module, from the first folder that holds any."""
    parts = dotted.split(".")
    ways = ([folder.joinpath(*parts[: i + 1]) for i in range(len(parts))] for folder in folders)
    return next(filter(None, ([file for step in way if (file := _source(step))] for way in ways)), [])


def _source(path: Path) -> Path | None:
    return next(
        (file for file in (path.with_suffix(".py"), path / "__init__.py") if is_there(file) and file.is_file()), None
    )


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
