"""A side of a race: a pytest process that runs its cases in the order, and at the moments, that the conductor says.

Given to pytest with `-p`, by the conductor alone. Unmodified pytest-benchmark tests take part as they are.
"""

from __future__ import annotations

import atexit
import os
import sys
from typing import TYPE_CHECKING, Any, cast

import pytest

from .. import interpreter
from ..side.origins import origins
from .channel import VARIABLE, Lost, call
from .fixture import LockstepFixture, missing_in_pytest_benchmark
from .turns import Turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_benchmark.fixture import BenchmarkFixture

    from .channel import Channel

_COMPILING = 0.05
"""Seconds that a just-in-time compiler is given before a case is calibrated."""

_REASON = 300
"""Characters of a failure's reason that are worth sending."""


@pytest.hookimpl(tryfirst=True)  # all plugins are configured by now, and fixtures not yet collected
def pytest_sessionstart(session: pytest.Session) -> None:
    """Take the place in the race that the environment names."""
    config = session.config
    if getattr(config.option, "numprocesses", None) or getattr(config.option, "dist", "no") != "no":
        raise pytest.UsageError("a race takes turns, which pytest-xdist cannot; leave out -n and --dist")
    missing = missing_in_pytest_benchmark()
    if missing:
        raise pytest.UsageError(
            f"this pytest-benchmark has no {', '.join(missing)}; install 'pytest-benchmark>=5.3,<6'"
        )
    channel = call(os.environ.pop(VARIABLE))
    _quieten(config)
    config.pluginmanager.register(Side(channel), "paceline-side")


def _quieten(config: pytest.Config) -> None:
    """Let pytest-benchmark neither save, compare nor print: the conductor does."""
    session = config._benchmarksession  # type: ignore[attr-defined]  # noqa: SLF001 (pytest-benchmark keeps it there)
    session.save = session.autosave = session.json = None
    session.compare_fail, session.quiet = [], True
    session.skip = False


class Side:
    """The hooks and the fixture of one side."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        facts = interpreter.describe()
        self.turns = Turns(channel, compiling=_COMPILING if facts["jit"] else 0.0)
        self._unsupported: dict[str, str] = {}
        self._broken: dict[str, str] = {}
        self._reports: list[pytest.TestReport] = []
        self._fixture: LockstepFixture | None = None
        self._over = False

    @pytest.fixture
    def benchmark(self, benchmark: BenchmarkFixture) -> LockstepFixture:
        """Turn pytest-benchmark's own fixture, options and all, into one that takes turns."""
        benchmark.__class__ = LockstepFixture
        self._fixture = cast("LockstepFixture", benchmark)
        self._fixture.turns = self.turns
        return self._fixture

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Remember the cases that cannot run here, and why."""
        for item in items:
            reason = _marked(item).get("unsupported")
            if reason:
                self._unsupported[item.nodeid] = str(reason)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember the files that could not be collected, and why."""
        if report.failed:
            self._broken[report.nodeid] = _reason(report)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep what is benchmarked, and lift the time limits meant for tests that wait for nobody."""
        timed = [item for item in items if "benchmark" in getattr(item, "fixturenames", ())]
        dropped = [item for item in items if item not in set(timed)]
        if dropped:
            config.hook.pytest_deselected(items=dropped)
            items[:] = timed
        if config.pluginmanager.hasplugin("timeout"):
            for item in items:
                item.add_marker(pytest.mark.timeout(0), append=False)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run what the conductor says, when it says so."""
        items = {item.nodeid: item for item in session.items}
        cases = [_described(item) for item in session.items]
        found = {"cases": cases, "unsupported": self._unsupported, "broken": self._broken}
        self._channel.send({**found, "origins": origins()})
        try:
            for order in iter(self._channel.receive, {"do": "end"}):
                self.turns.take(order)
                self._run(items[order["case"]], items.get(order["next"]))
            self._channel.send({"origins": origins()})  # a test may import what it measures
        except Lost as error:  # the conductor is gone: nobody is left to measure for
            session.shouldstop = str(error)
        self._over = True
        # Nobody reads a summary, and other plugins take seconds to write theirs.
        session.config.pluginmanager.unregister(name="terminalreporter")
        return True

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """End the process here, all fixtures torn down: the system frees its memory faster than the interpreter."""
        if not self._over:  # pytest has yet to say why it could not begin
            return
        atexit._run_exitfuncs()  # noqa: SLF001 (no other way to run them and then not the rest)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)

    def _run(self, item: pytest.Item, following: pytest.Item | None) -> None:
        self._reports, self._fixture = [], None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        report = next((report for report in self._reports if not report.passed), None)
        stats = getattr(self._fixture, "stats", None)
        self.turns.end(
            outcome=report.outcome if report else "passed",
            reason=_reason(report),
            record=stats.as_dict(include_data=False, stats=False) if stats else None,
            gil=_gil(),
            concurrent=self._concurrent(),
        )

    def _concurrent(self) -> bool | None:
        return self._fixture.concurrent() if self._fixture else None

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what became of set-up, call and tear-down: the first that did not pass decides."""
        self._reports.append(report)


def _marked(item: pytest.Item) -> dict[str, Any]:
    """All that `paceline` markers say of a test, the nearest first."""
    said: dict[str, Any] = {}
    for marker in item.iter_markers("paceline"):
        said = {**marker.kwargs, **said}
    return said


def _described(item: pytest.Item) -> dict[str, Any]:
    said = _marked(item)
    # Without a mark, the tests of a file stay together, since they may share costly fixtures.
    return {
        "id": item.nodeid,
        "group": str(said.get("group", item.nodeid.split("::")[0])),
        "concurrent": said.get("concurrent"),
        **_written(item),
    }


def _written(item: pytest.Item) -> dict[str, Any]:
    """Where a test is written: its file, relative to the working directory, and its line from 1."""
    path, line, _ = item.reportinfo()
    here = item.config.invocation_params.dir
    try:
        file = (here / path).relative_to(here).as_posix()
    except ValueError:  # collected from elsewhere, such as an installed package
        return {"file": None, "line": None}
    return {"file": file, "line": None if line is None else line + 1}


def _reason(report: pytest.TestReport | pytest.CollectReport | None) -> str:
    """One line on why a case did not pass."""
    if report is None:
        return ""
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])[:_REASON]
    crash = getattr(report.longrepr, "reprcrash", None)
    lines = (crash.message if crash else report.longreprtext).strip().splitlines() or ["failed"]
    # A traceback ends with what went wrong; a crash message begins with it.
    return f"{getattr(report, 'when', 'collect')}: {lines[0 if crash else -1].strip()}"[:_REASON]


def _gil() -> bool:
    """Whether the GIL is on now: an extension module may have switched it on since the start."""
    return getattr(sys, "_is_gil_enabled", lambda: True)()
