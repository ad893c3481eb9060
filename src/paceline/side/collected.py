"""What a side has collected: its benchmarks, and all that is none or cannot be raced here, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from . import absent, benchmarks, outcome
from .case_names import ALIKE
from .origins import origins

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from .case_names import Names
    from .unshared import Unshared


class Collected:
    """The hooks that watch pytest collect."""

    def __init__(self, root: Path, names: Names, unshared: Unshared) -> None:
        self._root, self._names, self._unshared = root, names, unshared
        self._unsupported: dict[pytest.Item, str] = {}
        self._broken: dict[str, str] = {}
        self._skipped: dict[str, str] = {}
        self._plain = 0
        self._deselected: set[pytest.Item] = set()
        self._absent: list[str] = []

    def cases(self, session: pytest.Session) -> dict[str, pytest.Item]:
        """Return the benchmarks that can be raced, by the names that all sides have for them."""
        self._unsupported.update(dict.fromkeys(self._names.alike(session.items), ALIKE))
        return self._names.of([item for item in session.items if item not in self._unsupported])

    def roster(self, cases: Mapping[str, pytest.Item]) -> dict[str, Any]:
        """Return what the conductor hears of these cases, and of all else."""
        unsupported = self._names.of(list(self._unsupported))
        left_out = {name: item for name, item in unsupported.items() if "unsupported" not in marked(item)}
        return {
            "cases": [_described(name, item) for name, item in cases.items()],
            "unsupported": {name: self._unsupported[item] for name, item in unsupported.items()},
            "left_out": [_described(name, item) for name, item in left_out.items()],
            "files": self._files(cases),
            "broken": self._broken,
            "skipped": self._skipped,
            "absent": self._absent,
            "plain": self._plain,
            "deselected": len(self._deselected),
            "origins": origins(),
        }

    def _files(self, cases: Mapping[str, pytest.Item]) -> dict[str, list[str]]:
        """Return which cases each collected file has."""
        found: dict[str, list[str]] = {file: [] for file in self._unshared.collected}
        for name, item in cases.items():
            found.setdefault(item.nodeid.split("::")[0], []).append(name)
        return found

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self, session: pytest.Session) -> Generator[None, object, object]:
        """Go on without the arguments that name what only another side has."""
        try:
            return (yield)
        except pytest.UsageError as error:
            self._absent = absent.collect_the_rest(session, error)
            return True

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Generator[None, Any, pytest.CollectReport]:
        """Let a file that ends the process as it is imported cost that file only."""
        try:
            return cast("pytest.CollectReport", (yield))
        except SystemExit as error:
            return pytest.CollectReport(collector.nodeid, "failed", f"SystemExit: {error}, as it is imported", [])

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Remember the cases that cannot run here, and why, and those that were not asked for."""
        for item in items:
            reason = marked(item).get("unsupported")
            if reason:
                self._unsupported[item] = str(reason)
            elif benchmarks.is_benchmark(item):
                self._deselected.add(item)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember the files that could not be collected, and those with benchmarks that skip themselves, and why."""
        if report.failed:
            self._broken[report.nodeid] = outcome.reason(report)
        elif report.skipped and benchmarks.names_benchmarks(self._root / report.nodeid):
            self._skipped[report.nodeid] = outcome.reason(report)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep what is benchmarked, and lift the time limits meant for tests that wait for nobody."""
        kept = [item for item in items if benchmarks.is_benchmark(item)]
        dropped = [item for item in items if item not in set(kept)]
        if dropped:
            self._plain = len(dropped)
            self._unsupported.update((item, benchmarks.NOT_CALLABLE) for item in dropped if benchmarks.is_marked(item))
            config.hook.pytest_deselected(items=dropped)
            items[:] = kept
        if config.pluginmanager.hasplugin("timeout"):
            for item in items:
                item.add_marker(pytest.mark.timeout(0), append=False)


def marked(item: pytest.Item) -> dict[str, Any]:
    """All that `paceline` markers say of a test, the nearest first."""
    said: dict[str, Any] = {}
    for marker in item.iter_markers("paceline"):
        said = {**marker.kwargs, **said}
    return said


def _described(name: str, item: pytest.Item) -> dict[str, Any]:
    said = marked(item)
    # Without a mark, the tests of a file stay together, since they may share costly fixtures.
    return {
        "id": name,
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
