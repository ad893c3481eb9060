"""Tasks that a strategy cannot carry out at all: what cannot be handed to a worker, or cannot be imported there."""

from __future__ import annotations

import pickle
import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor, Future

_SAID = re.compile(
    r"(module \S+ does not support loading in subinterpreters"
    r"|.*(?:[Cc]an(?:'t|not) pickle|Can't get (?:local )?(?:object|attribute)"
    r"|Could not serialize object|does not support cross-interpreter data).*)"
)
"""Lines that name what cannot be handed over; those of the libraries around say less."""

_KINDS = frozenset({"PicklingError", "UnpicklingError", "NotShareableError"})

_PATIENCE = 60.0
"""Seconds for a task to arrive."""


class FirstTask:
    """Remembers the first task that an executor is given, so that its way to a worker can be tried again alone."""

    def __init__(self, executor: Executor) -> None:
        self.task: tuple[Any, ...] = ()
        self._own: dict[str, Any] = getattr(executor, "__dict__", {})
        self._own["submit"] = self._noting(executor.submit)

    def forget(self) -> None:
        """Give the executor its own method back, and let go of what may be large."""
        self._own.pop("submit", None)
        self.task = ()

    def _noting(self, submit: Callable[..., Future[Any]]) -> Callable[..., Future[Any]]:
        def noting(*task: Any, **named: Any) -> Future[Any]:
            self._own.pop("submit", None)  # before the second call, which may be timed
            self.task = (*task, named)
            return submit(*task, **named)

        return noting


def arrival(executor: Executor, task: tuple[Any, ...]) -> str | None:
    """Return why a task cannot reach a worker that was sent it by pickle; None where it can."""
    try:
        return executor.submit(_unpack, pickle.dumps(task)).result(_PATIENCE)
    except Exception as error:  # noqa: BLE001 (a class of one's own can raise anything when it is pickled)
        return unfit(error)


def _unpack(packed: bytes) -> str | None:
    """Return why a task cannot be made again from its bytes, in a worker."""
    try:
        pickle.loads(packed)  # noqa: S301 (from this program's own parent)
    except Exception as error:  # noqa: BLE001 (the same)
        return f"{type(error).__name__}: {_plain(str(error))}"
    return None


def unfit(error: BaseException) -> str | None:
    """Return the innermost reason where an error says that a task cannot be handed over; None for any other error."""
    chain = list(_causes(error))
    for inner in reversed(chain):
        lines = [found[1] for line in str(inner).splitlines() if (found := _SAID.search(line))]
        if lines:
            return _plain(lines[-1])
    for inner in chain:
        if "failed to un-serialize" in str(inner):  # loky's words; what it comes from is a worker's traceback
            return _plain([line for line in str(chain[-1]).splitlines() if line.strip(' "')][-1])
        if any(kind.__name__ in _KINDS for kind in type(inner).__mro__):
            return _plain(str(inner))
        if isinstance(inner, ModuleNotFoundError) and inner.name in sys.modules:  # there is one here
            return f"a worker cannot import {inner.name}"
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it came from, which may be the text of a worker's traceback."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _plain(text: str) -> str:
    """Return a text as one line, without the addresses and paths that differ from process to process."""
    return re.sub(r" at 0x[0-9a-fA-F]+| from '[^']*'(?=>)", "", " ".join(text.split()))
