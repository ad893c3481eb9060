"""The GIL around each case, for each case's `extra_info`; registered on free-threaded builds alone."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import pytest

from .. import gil, interpreter

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from ..strategies.warm import Worker

NAME = "paceline-gil"
_BEGAN = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """See which interpreter this is before a suite imports anything: what it imports can turn the GIL on."""
    early_config.stash[_BEGAN] = interpreter.gil_enabled()
    if gil.free_threaded():
        gil.watch()
        early_config.pluginmanager.register(GilStates(began=early_config.stash[_BEGAN]), NAME)


def identity(config: pytest.Config) -> interpreter.Facts:
    """Return what the interpreter was when pytest began."""
    known = interpreter.facts()
    return replace(known, gil=config.stash.get(_BEGAN, known.gil))


class GilStates:
    """Asks for the GIL before and after each case, and says at the end where it came back."""

    def __init__(self, *, began: bool) -> None:
        self._began = began
        self._before = began
        self._workers: tuple[gil.Around, str] | tuple[None, str] = (None, "")
        self._ledger = gil.Ledger()
        self._since: dict[str, int] = {}

    def workers(self, before: Iterable[Worker], after: Iterable[Worker]) -> None:
        """Take what a pool's workers said before and after a case."""
        old, new = ([worker for worker in workers if _elsewhere(worker)] for workers in (before, after))
        if not new:
            return
        kind = "worker processes" if new[0].pid != os.getpid() else "subinterpreters"
        by = ", ".join(dict.fromkeys(worker.gil_by for worker in new if worker.gil_by))
        around = gil.Around(any(worker.gil for worker in old), any(worker.gil for worker in new), by)
        self._workers = around, kind

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Generator[None, object, object]:
        """Ask before the case."""
        self._before, self._workers = interpreter.gil_enabled(), (None, "")
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        """Ask after the case and all its fixtures, and write the answers down."""
        try:
            return (yield)
        finally:
            main = gil.Around(self._before, interpreter.gil_enabled(), gil.turned_on_by())
            state = gil.State(main, *self._workers)
            info = getattr(getattr(item, "funcargs", {}).get("benchmark"), "extra_info", None)
            if info is not None:
                info["gil"] = asdict(state)
            if not self._began and (since := self._ledger.note(item.name, state)):
                self._since[since] = self._since.get(since, 0) + 1

    def pytest_terminal_summary(self, terminalreporter: Any, config: pytest.Config) -> None:
        """Say where the GIL came back: from there on the figures are those of another interpreter."""
        for since, count in self._since.items():
            cases = f"{count} case{'s' if count > 1 else ''}"
            terminalreporter.write_line(f"{gil.BACK} on {identity(config).name} {since} ({cases})")


def _elsewhere(worker: Worker) -> bool:
    """Say whether a worker is no thread of the main interpreter."""
    return worker.pid != os.getpid() or worker.interpreter != 0
