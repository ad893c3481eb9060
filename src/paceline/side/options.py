"""The options of a race: what a project's configuration says of ordinary test runs is put aside for it.

Decided from what pytest has loaded on the side itself. What the caller has typed behind `--` always counts.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING

import pytest_benchmark.plugin

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable
    from pathlib import Path

    import pytest

_PYTEST = """
basetemp cacheclear cacheshow collectonly doctestmodules durations failedfirst lf maxfail newfirst setuponly setupplan
stepwise stepwise_reset stepwise_skip strict strict_config strict_markers trace usepdb xmlpath
"""
"""By them, earlier runs decide what is run, nothing is run, or files are written."""

_BENCHMARK = """
benchmark_autosave benchmark_compare benchmark_compare_fail benchmark_cprofile benchmark_cprofile_dump benchmark_csv
benchmark_disable benchmark_histogram benchmark_json benchmark_only benchmark_save benchmark_skip
"""
"""By them, nothing is timed, or files are written and compared."""

_OTHERS = """
boxed codspeed csvpath dist distload fail_slow flake8 forked htmlpath json_report json_report_file looponfail
maxprocesses memray mypy numprocesses parallel_threads profile profile_svg pylint report_log reruns_delay retry_delay
session_timeout testmon timeout tx
"""
"""By them, other plugins use further processes, trace and profile, limit times, wait, check sources, write reports."""

_ASIDE = frozenset(f"{_PYTEST}{_BENCHMARK}{_OTHERS}".split())
"""Options, by the names of their values, that only the caller can set for a race."""

_PREFIX = "cov_"
"""How pytest-cov's begin."""

_SEEDS = ("randomly_seed", "random_order_seed", "hypothesis_seed")
"""Options of plugins that draw at random: all sides of a heat draw alike."""

_SELECTING = ("markexpr", "keyword")
"""Options that select cases: a configuration may deselect all benchmarks by them."""

_FOR_BENCHMARKS = ("benchmark_only", "benchmark_enable", "codspeed")
"""Options by which suites know that benchmarks are to run."""

_UNSEEDED = (None, "default", "last")

_PATHS = "file_or_dir"
"""How pytest calls its positional arguments."""

_ENVIRONMENT = ("CODSPEED_ENV", "PYTEST_TIMEOUT")
"""Variables by which plugins are given what is put aside."""


def leave_environment() -> None:
    """Put aside what the environment says to plugins, and let the command line say to suites that benchmarks run."""
    for name in _ENVIRONMENT:
        os.environ.pop(name, None)
    sys.argv += [f"--{name.replace('_', '-')}" for name in _FOR_BENCHMARKS]


def load_pytest_benchmark(manager: pytest.PytestPluginManager) -> None:
    """Load pytest-benchmark where the configuration keeps pytest from doing so."""
    if not manager.is_registered(pytest_benchmark.plugin):
        manager.register(pytest_benchmark.plugin, "pytest_benchmark.plugin")


def load_executor(manager: pytest.PytestPluginManager) -> None:
    """Load the plugin with the `executor` fixture where the side has none: a benchmark may take it all the same."""
    if not (manager.hasplugin("paceline") or manager.hasplugin("paceline.plugin")):
        manager.import_plugin(f"{__name__.partition('.')[0]}.plugin")


class Options:
    """What the caller has typed, apart from what the project's configuration adds to it."""

    def __init__(self, config: pytest.Config, args: list[str]) -> None:
        self._config, self._args = config, args
        self._typed = list(map(str, config.invocation_params.args))

    def set_early(self) -> None:
        """Put options aside for plugins that read them before conftest files are loaded."""
        _reset(self._config.known_args_namespace, self._typed_values())

    def drop_unknown(self) -> None:
        """Drop, from what the configuration adds, the options that no loaded plugin knows, with their values.

        Where paths that the caller has typed are not there, the conftest files that know his options may be absent too.
        """
        known, words = self._config._parser.parse_known_and_unknown_args(self._args)  # noqa: SLF001 (has no public name)
        unknown, here = set(words), self._config.invocation_params.dir
        added = self._args[: len(self._args) - len(self._typed)]
        whole = all((here / str(word).partition("::")[0]).exists() for word in getattr(known, _PATHS, ()))
        self._args[:] = [*_without(added, unknown), *(self._typed if whole else _without(self._typed, unknown))]

    def set_all(self, *, seed: int, basetemp: Path) -> None:
        """Give a race's own values to the options of a configuration that is complete."""
        option = self._config.option
        _reset(option, self._typed_values())
        for name in _SEEDS:
            if getattr(option, name, 0) in _UNSEEDED:
                setattr(option, name, seed)
        if getattr(option, "hypothesis_profile", None) and not _is_registered(option.hypothesis_profile):
            option.hypothesis_profile = self._typed_values().hypothesis_profile
        option.codspeed = False  # it would take pytest-benchmark's place
        option.basetemp = getattr(option, "basetemp", None) or basetemp
        option.benchmark_storage = str(basetemp.with_name("benchmarks"))  # it is made, whether or not it is used

    def say_that_benchmarks_run(self) -> None:
        """Answer suites that run benchmarks only where they are asked for; the plugins are configured by now."""
        for name in _FOR_BENCHMARKS:
            if hasattr(self._config.option, name):
                setattr(self._config.option, name, True)

    def select_as_typed(self) -> bool:
        """Put aside what the configuration says of `-m` and `-k`; return whether it says anything."""
        option, typed = self._config.option, self._typed_values()
        added = [name for name in _SELECTING if getattr(option, name) != getattr(typed, name)]
        for name in added:
            setattr(option, name, getattr(typed, name))
        return bool(added)

    def _typed_values(self) -> Namespace:
        return self._config._parser.parse_known_args(self._typed)  # noqa: SLF001


def _reset(values: Namespace, typed: Namespace) -> None:
    for name, value in vars(typed).items():
        if name in _ASIDE or name.startswith(_PREFIX):
            setattr(values, name, value)


def _is_registered(profile: str) -> bool:
    """Say whether hypothesis has a profile: conftest files that are not loaded here may register it."""
    settings = importlib.import_module("hypothesis").settings
    try:
        settings.get_profile(profile)
    except TypeError:  # hypothesis.errors.InvalidArgument
        return False
    return True


def _without(args: Iterable[str], unknown: set[str]) -> list[str]:
    kept: list[str] = []
    value_follows = False
    for arg in args:
        if arg in unknown:
            value_follows = "=" not in arg and (arg.startswith("--") or len(arg) == 2)
        elif not value_follows or arg.startswith("-"):
            kept.append(arg)
            value_follows = False
        else:
            value_follows = False
    return kept


def quieten(config: pytest.Config) -> None:
    """Let pytest-benchmark neither save, compare nor print: the conductor does."""
    session = config._benchmarksession  # type: ignore[attr-defined]  # noqa: SLF001 (pytest-benchmark keeps it there)
    session.save = session.autosave = session.json = None
    session.compare_fail, session.quiet = [], True
    session.skip = session.disabled = False
