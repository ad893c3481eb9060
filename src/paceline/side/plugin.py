"""A side of a race: a pytest process that runs its cases in the order, and at the moments, that the conductor says.

Given to pytest with `-p`, by the conductor alone. Unmodified pytest-benchmark tests take part as they are.
"""

from __future__ import annotations

import atexit
import os
import random
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from zlib import crc32

import pytest
import pytest_benchmark.plugin
from pytest_benchmark.fixture import BenchmarkFixture

from .. import gil, interpreter
from . import benchmarks, gilstate, options, outcome
from .case_names import Names
from .channel import FOLDER, VARIABLE, Lost, call
from .collected import Collected, marked
from .fixture import LockstepFixture, missing_in_pytest_benchmark
from .memory import PeakMemory
from .origins import origins
from .plain import plain
from .reference import executor_of, pairable
from .turns import Turns
from .typed_arguments import TypedArguments
from .unshared import Unshared

if TYPE_CHECKING:
    import warnings
    from collections.abc import Callable, Generator, Iterator

    from .channel import Channel

_COMPILING = 0.05
"""Seconds that a just-in-time compiler is given before a case is calibrated."""

_HASH_SEED = os.environ.get("PYTHONHASHSEED", "")
"""As this process was started with; a suite may clear its environment."""

_OPTIONS = pytest.StashKey[options.Options]()
_TMP = pytest.StashKey[Path]()
_INVITATION = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> Generator[None]:
    """Take the options of a race: all plugins are loaded by now, and their settings are not yet final."""
    options.leave_environment()
    early_config.stash[_TMP] = Path(os.environ.pop(FOLDER)) / "tmp"
    early_config.stash[_INVITATION] = os.environ.pop(VARIABLE)
    gil.watch()
    options.load_pytest_benchmark(early_config.pluginmanager)
    options.load_executor(early_config.pluginmanager)
    early_config.stash[_OPTIONS] = options.Options(early_config, args)
    early_config.stash[_OPTIONS].set_early()
    random.seed(_seed())
    yield
    early_config.stash[_OPTIONS].drop_unknown()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, object, object]:
    """Give the options their final values before any plugin is configured by them."""
    config.stash[_OPTIONS].set_all(seed=_seed(), basetemp=config.stash[_TMP])
    return (yield)


def _seed(case: str = "") -> int:
    """Return a number that all sides of a heat have in common."""
    return crc32(case.encode(), int(_HASH_SEED))


def _same_draws(case: str) -> None:
    """Let what a case draws at random be the same on all sides."""
    random.seed(_seed(case))
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed(_seed(case))


@pytest.hookimpl(tryfirst=True)  # all plugins are configured by now, and fixtures not yet collected
def pytest_sessionstart(session: pytest.Session) -> None:
    """Take the place in the race that the environment names."""
    config = session.config
    if getattr(config.option, "numprocesses", None) or getattr(config.option, "dist", "no") != "no":
        raise pytest.UsageError("a race takes turns, which pytest-xdist cannot; leave out -n and --dist")
    missing = missing_in_pytest_benchmark()
    if missing:
        version = pytest_benchmark.__version__
        raise pytest.UsageError(
            f"pytest-benchmark {version} has no {', '.join(missing)}; install 'pytest-benchmark>=4,<6'"
        )
    channel = call(config.stash[_INVITATION])
    options.quieten(config)
    config.stash[_OPTIONS].say_that_benchmarks_run()
    config.pluginmanager.register(TypedArguments(config, config.stash[_OPTIONS]), "paceline-typed-arguments")
    unshared = Unshared(config.stash[_TMP].parent)
    config.pluginmanager.register(unshared, "paceline-unshared")
    collected = Collected(config.rootpath, Names(config, config.stash[_TMP]), unshared)
    config.pluginmanager.register(collected, "paceline-collected")
    config.pluginmanager.register(Side(channel, collected), "paceline-side")


def _original(fixture: Any) -> Callable[..., Iterator[BenchmarkFixture] | BenchmarkFixture]:
    """Return the function behind pytest-benchmark's fixture: other plugins may have a `benchmark` too."""
    wrapped = getattr(fixture, "__pytest_wrapped__", None)  # before pytest 8.4
    function: Callable[..., Iterator[BenchmarkFixture] | BenchmarkFixture]
    function = wrapped.obj if wrapped else fixture._get_wrapped_function()  # noqa: SLF001 (no public way)
    return function


class Side:
    """The hooks and the fixture of one side."""

    def __init__(self, channel: Channel, collected: Collected) -> None:
        self._channel, self._collected = channel, collected
        facts = interpreter.describe()
        self.turns = Turns(channel, compiling=_COMPILING if facts["jit"] else 0.0)
        self._pairable: set[pytest.Item] = set()
        self._tries = outcome.Tries()
        self._fixture: LockstepFixture | None = None
        self._gil_warning = ""
        self._over = False

    @pytest.fixture
    def codspeed_benchmark(self, benchmark: LockstepFixture) -> LockstepFixture:
        """Give pytest-codspeed's own name to the same fixture."""
        return benchmark

    @pytest.fixture
    def benchmark(self, request: pytest.FixtureRequest) -> Iterator[LockstepFixture]:
        """Turn pytest-benchmark's own fixture, options and all, into one that takes turns."""
        if not hasattr(request.node, "_nodeid"):  # older releases of pytest-benchmark read it
            request.node._nodeid = request.node.nodeid  # noqa: SLF001
        made = _original(pytest_benchmark.plugin.benchmark)(request)
        for fixture in (made,) if isinstance(made, BenchmarkFixture) else made:  # pytest-benchmark 4 returns it
            if self._fixture is not None:
                self.turns.again()
            fixture.__class__ = LockstepFixture
            self._fixture = cast("LockstepFixture", fixture)
            self._fixture.turns, self._fixture.executor = self.turns, partial(executor_of, request.node)
            if marked(request.node).get("paired"):  # its pool is there before it begins, and stays
                self._fixture.memory = PeakMemory()
            self._fixture.paired = self.turns.reference and request.node in self._pairable
            yield self._fixture

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, object, object]:
        """Hide what a suite has in the place of the fixture: pytest-benchmark ends the session where it sees it."""
        arguments = getattr(item, "funcargs", {})
        if isinstance(arguments.get("benchmark", self._fixture), (BenchmarkFixture, type(None))):
            return (yield)
        hidden = arguments.pop("benchmark")
        try:
            return (yield)
        finally:
            arguments["benchmark"] = hidden

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Time the call of a test that only carries the marker."""
        return benchmarks.call(pyfuncitem)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run what the conductor says, when it says so."""
        items = self._collected.cases(session)
        self._pairable = pairable(items.values(), marked)
        self._channel.send(self._collected.roster(items))
        try:
            for order in iter(self._channel.receive, {"do": "end"}):
                self.turns.take(order, _seed(order["case"]))
                self._run(order["case"], items[order["case"]], items.get(order["next"]))
            self._channel.send({"origins": origins()})  # a test may import what it measures
        except Lost as error:  # the conductor is gone: nobody is left to measure for
            session.shouldstop = str(error)
        self._over = True
        # Nobody reads a summary, and other plugins take seconds to write theirs.
        manager = session.config.pluginmanager
        if manager.hasplugin("terminalreporter"):
            manager.unregister(name="terminalreporter")
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

    def _run(self, name: str, item: pytest.Item, following: pytest.Item | None) -> None:
        self._tries, self._fixture = outcome.Tries(), None
        _same_draws(name)
        before = interpreter.gil_enabled()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        word, reason = self._tries.outcome()
        stats = getattr(self._fixture, "stats", None)
        record = plain(stats.as_dict(include_data=False, stats=False)) if stats else None
        states = gilstate.around(before, self._fixture, record) if gil.free_threaded() else None
        self.turns.end(
            outcome=word,
            reason=reason,
            record=record,
            gil=states,
            warned=self._gil_warning,
            concurrent=self._concurrent(),
            memory=self._memory(),
        )

    def _concurrent(self) -> bool | None:
        return self._fixture.concurrent() if self._fixture else None

    def _memory(self) -> int | None:
        if self._fixture is None or self._fixture.memory is None:
            return None
        self._fixture.memory.end()
        return self._fixture.memory.bytes

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage) -> None:
        """Keep what CPython says of a GIL that is turned on: nobody sees a side's own summary."""
        if str(warning_message.message).startswith("The global interpreter lock"):
            self._gil_warning = f"{warning_message.category.__name__}: {warning_message.message}"

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what became of set-up, call and tear-down."""
        self._tries.add(report)
