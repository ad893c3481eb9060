from __future__ import annotations

import multiprocessing
import subprocess
import sys

import pytest

from paceline import strategies
from paceline.errors import PacelineError
from paceline.strategies import cluster, multiprocess, subinterpreters

NAMES = (
    "sequential",
    "threads",
    *("processes-fork", "processes-forkserver", "processes-spawn"),
    "interpreters",
    *("loky", "dask"),
)


def test_names_are_all_there_in_order() -> None:
    """All strategies are named, from none to many processes, whether they can run here or not."""
    assert strategies.names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_strategy_explains_itself(name: str) -> None:
    """A strategy has a summary of its own, and says under its own name why it can't run, or nothing."""
    strategy = strategies.get(name)
    assert strategy.name == name
    assert len(strategy.summary) > 20
    assert (strategy.missing() or "runs on this").startswith(("needs ", "runs on "))


def test_processes_is_the_default_start_method_by_its_real_name() -> None:
    """The alias is the strategy of the method that the platform would take, and looking at it does not settle it."""
    program = "import multiprocessing as m; from paceline import strategies; s = strategies.get('processes'); "
    program += "print(s.name, s.method, m.get_start_method(allow_none=True), m.get_start_method())"
    out = subprocess.check_output([sys.executable, "-c", program], text=True)
    name, method, settled, default = out.split()
    assert (name, method, settled) == (f"processes-{default}", default, "None")


def test_unknown_name_is_told_with_the_near_ones_and_the_list() -> None:
    """A misspelt strategy's error names what was meant, and all that there are."""
    with pytest.raises(
        PacelineError, match=r"no strategy 'thread'; did you mean threads\? there are sequential, .*dask$"
    ):
        strategies.get("thread")


@pytest.mark.parametrize("workers", [0, -2])
def test_at_least_one_worker(workers: int) -> None:
    """No pool is made for less than one worker."""
    with pytest.raises(PacelineError, match=rf"^{workers} workers for strategy threads: at least 1 is needed$"):
        strategies.get("threads").open(workers)


def test_sequential_has_one_worker() -> None:
    """Two workers for the sequential strategy are refused: its tasks would wait for each other forever."""
    with pytest.raises(PacelineError, match=r"it can only have one$"):
        strategies.get("sequential").open(2)


def test_what_cannot_run_here_is_refused_with_the_reason() -> None:
    """Opening a strategy that can't run here gives its reason as a sentence."""
    absent = strategies.Strategy("x", "", lambda _: pytest.fail("was made"), lambda: "needs more")
    with pytest.raises(PacelineError, match=r"^strategy x needs more$"):
        absent.open(1)


@pytest.mark.parametrize(
    ("name", "workers", "parallel"),
    [("sequential", 1, False), ("threads", 1, False), ("threads", 2, True), ("interpreters", 1, False),
     ("processes-spawn", 1, True), ("processes-spawn", 2, True)],
)  # fmt: skip
def test_parallel_is_more_than_one_busy_thread(name: str, workers: int, parallel: bool) -> None:  # noqa: FBT001 (a parameter)
    """One worker in this process is alone at work; one in another process overlaps with this one."""
    assert strategies.get(name).parallel(workers) is parallel


@pytest.mark.parametrize(
    ("implementation", "version", "reason"),
    [("cpython", (3, 13), "needs Python 3.14 or later"), ("cpython", (3, 14), None), ("cpython", (4, 0), None),
     ("pypy", (3, 14), "runs on CPython only")],
)  # fmt: skip
def test_interpreters_need_a_new_cpython(implementation: str, version: tuple[int, int], reason: str | None) -> None:
    """Subinterpreters have an executor from CPython 3.14 on."""
    assert subinterpreters.missing(implementation, version) == reason


def test_start_method_that_the_platform_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is only spawn, as on Windows, the others say so."""
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert multiprocess.missing("fork") == "needs a platform with the fork start method"
    assert multiprocess.missing("spawn") is None


def test_engine_that_is_not_installed() -> None:
    """A missing package is named with the extra that brings it, and nothing is installed on PyPy."""
    assert cluster.needs("no_such", "loky", "cpython") == "needs the package no_such (pip install 'paceline[loky]')"
    assert cluster.needs("json", "loky", "cpython") is None
    assert cluster.needs("json", "loky", "pypy") == "runs on CPython only"
