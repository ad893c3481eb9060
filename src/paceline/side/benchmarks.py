"""Which tests are benchmarks: those that take the `benchmark` fixture, ask for it as they run, or carry its marker."""

from __future__ import annotations

import inspect
from functools import cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIXTURES = ("benchmark", "benchmark_weave", "codspeed_benchmark")

_TAKEN = {"benchmark", "codspeed_benchmark"}
"""The fixture's names, by pytest-benchmark and by pytest-codspeed. Both name markers too."""

MARKED = pytest.StashKey[bool]()
"""On an item: its marker alone says that it is a benchmark, and its call is what is timed."""

NOT_CALLABLE = "it carries only a benchmark marker, and is no plain function; let it take the benchmark fixture"
"""Why a marked test is left out."""


def is_benchmark(item: pytest.Item) -> bool:
    """Say whether a test can be timed; one that only carries the marker is prepared for it."""
    if not _TAKEN.isdisjoint(getattr(item, "fixturenames", ())):
        return True
    if not isinstance(item, pytest.Function):
        return False
    asks = _asks(item)
    item.stash[MARKED] = not asks and is_marked(item) and _plain(item)
    return asks or item.stash[MARKED]


def is_marked(item: pytest.Item) -> bool:
    """Say whether a test carries the marker, as pytest-codspeed reads it."""
    return any(item.get_closest_marker(name) for name in _TAKEN)


def names_benchmarks(file: Path) -> bool:
    """Say whether a file, of which nothing is collected, seems to hold benchmarks."""
    try:
        return "benchmark" in file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def call(item: pytest.Function) -> bool | None:
    """Time the call of a test that only carries the marker; None for all others."""
    if not item.stash.get(MARKED, False):
        return None
    arguments = {name: item.funcargs[name] for name in item._fixtureinfo.argnames}  # noqa: SLF001 (as pytest's own call)
    item._request.getfixturevalue("benchmark")(item.obj, **arguments)  # noqa: SLF001
    return True


def _plain(item: pytest.Function) -> bool:
    """Say whether pytest itself calls the test's function, as it is."""
    function = item.obj
    awaited = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
    return type(item) is pytest.Function and not awaited


def _asks(item: pytest.Function) -> bool:
    """Say whether the test, or a fixture of it, names the fixture to `getfixturevalue`."""
    info = item._fixtureinfo  # noqa: SLF001 (no public name)
    functions: list[Any] = [item.obj]
    functions += [definition.func for definitions in info.name2fixturedefs.values() for definition in definitions]
    plain = (getattr(function, "__func__", function) for function in functions)
    return any(_names_it(inspect.unwrap(function)) for function in plain if isinstance(function, FunctionType))


@cache
def _names_it(function: Any) -> bool:
    """Look into a function, and into the functions of its module that it calls."""
    if not isinstance(function, FunctionType):
        return False
    codes = list(_codes(function.__code__))
    called = (function.__globals__.get(name) for code in codes for name in code.co_names)
    helpers = (helper for helper in called if isinstance(helper, FunctionType))
    codes += [
        code for helper in helpers if helper.__module__ == function.__module__ for code in _codes(helper.__code__)
    ]
    words = {constant for code in codes for constant in code.co_consts if isinstance(constant, str)}
    return not words.isdisjoint(_FIXTURES) and any("getfixturevalue" in code.co_names for code in codes)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
