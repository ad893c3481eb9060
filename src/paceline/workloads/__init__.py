"""What is computed: one module a workload, found here without being listed anywhere.

A workload is a module of this package, named like the workload, whose docstring's first line says what it exposes, with

- `SIZES`: three sizes, small to large;
- `task(argument)`: the computation, deterministic, importable by any worker;
- `tasks(size)`: the list of the tasks' arguments;
- `right(argument, result)`: the oracle, which finds the result another way and never makes text of a big integer.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ..contributed import contributed, loaded, refused
from ..errors import PacelineError, Unjudged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.metadata import EntryPoint

GROUP = "paceline.workloads"
"""The entry points by which other packages add workloads, each a module like those of this package."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A deterministic computation with one input size, cut into independent tasks."""

    name: str
    exposes: str
    """What it shows about a strategy or an interpreter: one line."""
    sizes: tuple[int, int, int]
    task: Callable[[Any], Any]
    """One task: importable by its module and name, wherever a worker lives."""
    cut: Callable[[int], list[Any]]
    right: Callable[[Any, Any], bool]

    def tasks(self, size: int) -> list[Any]:
        """Return the arguments of the tasks of one size, in order; `PacelineError` unless size is at least 1."""
        if size < 1:
            raise PacelineError(f"size {size} of workload {self.name} is not at least 1")
        return self.cut(size)

    def check(self, size: int, results: Sequence[Any]) -> None:
        """Raise `Unjudged` unless these are the results of the tasks of this size, in order."""
        self.verify(self.tasks(size), results, size=size)

    def verify(self, arguments: Sequence[Any], results: Sequence[Any], *, size: int | None = None) -> None:
        """Raise `Unjudged` unless `results` are what `task` makes of `arguments`, in order."""
        where = f"workload {self.name}" + (f" at size {size}" if size is not None else "")
        if len(results) != len(arguments):
            raise Unjudged(f"{len(results)} results of {len(arguments)} tasks", place=where)
        for index, (argument, result) in enumerate(zip(arguments, results, strict=True)):
            if not self.right(argument, result):  # the result isn't shown: it may have a million digits
                raise Unjudged(f"task {index} has a wrong result", place=where)


@cache
def names() -> tuple[str, ...]:
    """Return the names of all workloads, in the alphabet's order."""
    return tuple(sorted((*_own(), *contributed(GROUP, _own()))))


def _own() -> tuple[str, ...]:
    return tuple(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))


def _loaded(point: EntryPoint) -> object:
    """Return the module that another package's entry point names."""
    module = loaded(point)
    for part in ("SIZES", "task", "tasks", "right"):
        if not hasattr(module, part):
            raise refused(point, f"has no {part}")
    return module


@cache
def get(name: str) -> Workload:
    """Return the workload of that name; `PacelineError` where there is none."""
    if name not in names():
        near = difflib.get_close_matches(name, names(), n=2)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        raise PacelineError(f"no workload {name!r}", cure=f"{hint}there are {', '.join(names())}")
    others = contributed(GROUP, _own())
    module: Any = _loaded(others[name]) if name in others else importlib.import_module(f"{__name__}.{name}")
    exposes = (module.__doc__ or "").partition("\n")[0].rstrip(".")
    return Workload(name, exposes, module.SIZES, module.task, module.tasks, module.right)
