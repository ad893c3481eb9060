"""The GIL of a free-threaded build: whether it is on around a case, and which extension module turned it on.

Each interpreter has a GIL of its own, and one that has been turned on stays on.
"""

from __future__ import annotations

import functools
import sys
import sysconfig
from dataclasses import dataclass
from importlib.machinery import ExtensionFileLoader
from typing import TYPE_CHECKING, Any

from .interpreter import gil_enabled

if TYPE_CHECKING:
    from collections.abc import Callable

BACK = "GIL back"
"""What is said of a case that was timed with a GIL on an interpreter that began without one."""


@dataclass(frozen=True, slots=True)
class Around:
    """Whether a GIL was on before and after a case, and the extension modules that turned it on, where known."""

    before: bool
    after: bool
    by: str = ""

    @property
    def ever(self) -> bool:
        """Whether any of the case can have been timed with a GIL."""
        return self.before or self.after


@dataclass(frozen=True, slots=True)
class State:
    """The GILs of one case: the main interpreter's, and those of workers elsewhere."""

    main: Around
    workers: Around | None = None
    """On where any of them has one; None where all are threads of the main interpreter, or there are none."""
    kind: str = ""
    """What the workers are: worker processes or subinterpreters."""

    def back(self) -> Around | None:
        """Return where a GIL was on; None where there was none."""
        return next((around for around in (self.main, self.workers) if around is not None and around.ever), None)


class Ledger:
    """Says, case by case in their order, where a GIL came back in a process that began without one."""

    def __init__(self, name: Callable[[str], str] = str) -> None:
        self._name = name
        self._since: str | None = None
        self.turned_in: set[str] = set()
        """Cases in which a GIL was turned on: they cannot be timed without one."""

    def note(self, case: str, state: State) -> str | None:
        """Take the next case; return from where on there was a GIL and by which module, or None where there was not."""
        back = state.back()
        if back is None:
            return None
        if not back.before:
            self.turned_in.add(case)
        by = back.by or "an unknown extension module"
        if back is not state.main:
            return f"in {state.kind}, turned on by {by}"
        if self._since is None:
            self._since = "the start" if back.before else self._name(case)
        return f"since {self._since}, turned on by {by}"


@functools.cache
def free_threaded() -> bool:
    """Say whether this build can be without a GIL; a worker's first answer takes no time that its task would show."""
    if not gil_enabled():
        return True
    flags = getattr(sys, "abiflags", None)  # Windows has none
    return bool(sysconfig.get_config_var("Py_GIL_DISABLED")) if flags is None else "t" in flags


def watch() -> None:
    """Note from now on which extension modules turn the GIL on in this interpreter; once is enough."""
    create: Any = ExtensionFileLoader.create_module
    if not free_threaded() or hasattr(create, "turned_on_by"):
        return

    @functools.wraps(create)
    def create_module(self: ExtensionFileLoader, spec: Any) -> Any:
        before = gil_enabled()
        try:
            return create(self, spec)
        finally:
            if gil_enabled() and not before:
                noted.turned_on_by.append(spec.name)

    noted: Any = create_module
    noted.turned_on_by = []  # kept there: a race has this package under two names
    ExtensionFileLoader.create_module = noted  # type: ignore[method-assign]


def turned_on_by() -> str:
    """Return the extension modules that turned the GIL on since `watch`; empty where none is known."""
    return ", ".join(getattr(ExtensionFileLoader.create_module, "turned_on_by", ()))
