"""What each strategy must do: `class TestMine(StrategyContract): strategies = ("mine",)` is the test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from .. import strategies

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

_TOLD: dict[str, dict[str, Any]] = {}
"""What each strategy's process told: it is used once for all tests."""

_COUNTABLE = Path("/proc/self/fd").exists()


@pytest.mark.skipif(not _COUNTABLE, reason="what is left is counted in /proc")
class StrategyContract:
    """The contract of each strategy, which a process of its own uses, so that what it leaves can be counted."""

    strategies: ClassVar[Sequence[str]]
    """The names of those that are tested."""
    helpers: ClassVar[Mapping[str, re.Pattern[str]]] = {}
    """What its library makes once a process and keeps for the next pool, by kind; it ends with the process."""

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run each test under each strategy."""
        if "name" in metafunc.fixturenames:
            metafunc.parametrize("name", self.strategies)

    @pytest.fixture
    def told(self, name: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
        """Use the strategy once; return what it tells."""
        if name not in _TOLD:
            _TOLD[name] = _used(name, tmp_path_factory.mktemp("temporary"))
        return _TOLD[name]

    def test_brings_exactly_the_workers_asked_for(self, told: dict[str, Any], name: str) -> None:
        """As many distinct workers come as were asked for, in this process or outside of it."""
        strategy = strategies.get(name)
        assert told["workers"] == (2 if strategy.concurrent else 1)
        assert set(told["here"]) == {not strategy.processes}

    def test_same_results_as_a_plain_loop(self, told: dict[str, Any]) -> None:
        """Every workload's smallest size comes out as it does without any executor."""
        assert told["wrong"] == []

    def test_order_is_kept(self, told: dict[str, Any]) -> None:
        """Results come in the arguments' order, whatever takes longest and however they are batched."""
        assert told["ordered"]

    def test_exceptions_keep_their_type_and_text(self, told: dict[str, Any]) -> None:
        """A task's exception is raised where its result is asked for, a built-in one or one of ours."""
        (builtin, text), (ours, sentence) = told["raised"]
        assert (builtin, text) == ("ValueError", "invalid literal for int() with base 10: 'x'")
        assert ours == "PacelineError"
        assert sentence.startswith("no workload 'nope'; ")

    def test_closed_is_closed(self, told: dict[str, Any]) -> None:
        """A closed executor takes no tasks, and can be closed again."""
        assert told["closed"]

    def test_killed_worker_is_an_error_and_not_a_hang(self, told: dict[str, Any], name: str) -> None:
        """After SIGKILL to its workers, a task's future holds a `BrokenExecutor` (dask: `KilledWorker`)."""
        if not strategies.get(name).processes:
            pytest.skip("without worker processes a kill takes everything along")
        assert {"BrokenExecutor", "KilledWorker"} & set(told["killed"])

    def test_tasks_that_have_not_begun_are_cancelled(self, told: dict[str, Any], name: str) -> None:
        """An executor that is let go ends its tasks in the time of the first ones; the others are not done."""
        if not strategies.get(name).concurrent:
            pytest.skip("its tasks are done before they could be cancelled")
        assert told["let_go"]["open"] == 0
        assert told["let_go"]["seconds"] < 5  # all of them take eight

    @pytest.mark.parametrize("key", ["left", "left_when_let_go", "left_by_the_killed"])
    def test_nothing_is_left_when_closed(self, told: dict[str, Any], key: str) -> None:
        """Neither process, thread, interpreter, open file, semaphore nor temporary file stays."""
        left = told.get(key)
        if left is None:
            pytest.skip("this strategy has nothing to cancel or to kill")
        for kind, helpers in self.helpers.items():
            left[kind] = [thing for thing in left[kind] if not helpers.search(thing)]
        assert left == {kind: [] for kind in left}

    def test_nothing_is_left_when_the_process_has_ended(self, told: dict[str, Any]) -> None:
        """Helpers end with the process, temporary files are gone, and nobody complained about leaks."""
        assert told["errors"] == ""
        assert list(told["folder"].iterdir()) == []
        deadline = time.monotonic() + 10
        while (alive := _in_session(told["session"])) and time.monotonic() < deadline:
            time.sleep(0.05)  # a helper notices the end of its process by the end of a pipe
        assert alive == []


def _used(name: str, folder: Path) -> dict[str, Any]:
    """Use a strategy in a process that is the first of its own session; return what it tells."""
    command = [sys.executable, "-W", "error", "-m", f"{__package__}.leftovers", name]
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    environment.pop("PYTEST_CURRENT_TEST", None)
    process = subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    out, errors = process.communicate(timeout=90)
    assert process.returncode == 0, errors
    return {**json.loads(out), "errors": errors, "session": process.pid, "folder": folder}


def _in_session(session: int) -> list[str]:
    """Return the command lines of the processes that a program and its children have left."""
    return [line for folder in Path("/proc").glob("[0-9]*") for line in _command_line(folder, session)]


def _command_line(folder: Path, session: int) -> list[str]:
    """Return a process's command line if it is alive and of that session."""
    try:
        state, _, _, of = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
        return [(folder / "cmdline").read_text()] if int(of) == session and state != "Z" else []
    except OSError:  # gone meanwhile
        return []
