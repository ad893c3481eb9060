from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from paceline import gil, interpreter, strategies
from paceline.machine import usable_cpus

from ..returning import look_free_threaded

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ["pytester"]
HERE = [name for name in strategies.names() if not strategies.get(name).missing()]
AWAY = [name for name in strategies.names() if strategies.get(name).missing()]
RECORDER = """
import pytest
lines = []

def told(item):
    return [mark.kwargs for mark in item.iter_markers("paceline")]

@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    lines.extend(f"kept {item.name} {told(item)}" for item in items)

def pytest_deselected(items):
    lines.extend(f"deselected {item.name} {told(item)}" for item in items)

def pytest_terminal_summary(terminalreporter):
    for line in lines:
        terminalreporter.write_line(line)
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs a test file in a pytest process of its own, with warnings as errors."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)  # else pytest-benchmark believes that it is in one

    def run_file(text: str, *arguments: str | Path, conftest: str = "") -> pytest.RunResult:
        pytester.makeconftest(conftest)
        pytester.makepyfile(test_file=text)
        command = (sys.executable, "-m", "pytest", "-W", "error", "-p", "no:cacheprovider", "-p", "no:randomly")
        return pytester.run(*command, *arguments, timeout=100)

    return run_file


def test_runs_under_every_strategy_that_can_run_here(run: Any) -> None:
    """A test that takes `executor` and says no more runs under each strategy; the others are left out and counted."""
    result = run("def test_it(executor):\n    assert list(executor.map(abs, [-1, 2])) == [1, 2]\n", "-v")
    result.assert_outcomes(passed=len(HERE), deselected=len(AWAY))
    result.stdout.fnmatch_lines([f"*::test_it[[]strategy={name}[]] PASSED*" for name in HERE])
    for name in AWAY:
        result.stdout.fnmatch_lines([f"1 case deselected: strategy {name} {strategies.get(name).missing()}"])


def test_own_strategies_are_kept(run: Any) -> None:
    """A test that chooses its strategies and workers has its way, and its ids."""
    text = """
        import pytest
        @pytest.mark.parametrize("strategy", ["threads", "sequential"])
        @pytest.mark.parametrize("workers", [1])
        def test_it(executor, strategy, workers):
            assert type(executor).__name__.lower().startswith(strategy[:6])
            assert workers == getattr(executor, "_max_workers", 1)
    """
    result = run(text, "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*::test_it[[]1-threads[]] PASSED*"])


def test_strategies_that_cannot_run_carry_the_reason(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another plugin finds the reason in the marker of what is deselected, and group and concurrency in the rest."""
    text = "import pytest\n@pytest.mark.parametrize('strategy', ['sequential', 'threads', 'broken'])\n"
    text += "@pytest.mark.parametrize('workers', [1, 2])\ndef test_it(executor): pass\ndef test_other(): pass\n"
    # A strategy that can't run anywhere, put in where the plugin looks.
    conftest = RECORDER + "from paceline import strategies\nfrom paceline.strategies import Strategy\n"
    conftest += "strategies._all()['broken'] = Strategy('broken', '', None, lambda: 'needs a miracle')\n"
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    result = run(text, "-k", "not sequential", conftest=conftest)
    result.stdout.fnmatch_lines_random(
        [
            "kept test_it[[]1-threads[]] *'concurrent': False, 'paired': True}[]]",
            "kept test_it[[]2-threads[]] *'concurrent': True, 'paired': True}[]]",
            "deselected test_it[[]2-broken[]] *'unsupported': 'strategy broken needs a miracle'}[]]",
            "kept test_other [[][]]",
            "2 cases deselected: strategy broken needs a miracle",
        ]
    )


def test_default_workers_are_the_usable_cpus(run: Any) -> None:
    """Without a word on workers a pool has as many as there are CPUs, and its group says so."""
    text = "import pytest\n@pytest.mark.parametrize('strategy', ['threads'])\n"
    text += f"def test_it(executor, workers):\n    assert workers == executor._max_workers == {usable_cpus()}\n"
    result = run(text, conftest=RECORDER)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"*'group': 'strategy=threads-workers={usable_cpus()}'*"])


def test_one_pool_is_alive_at_a_time(run: Any) -> None:
    """Neighbours share a pool; it is gone before a test that wants another or none, and at the end."""
    text = """
        import pytest, threading
        seen = []
        @pytest.mark.parametrize("case", range(2))
        @pytest.mark.parametrize("strategy", ["threads"])
        @pytest.mark.parametrize("workers", [3])
        def test_shared(executor, case):
            seen.append(executor)
            assert seen[0] is executor and threading.active_count() == 4
        def test_none():
            assert threading.active_count() == 1
        @pytest.mark.parametrize("strategy", ["threads"])
        @pytest.mark.parametrize("workers", [2])
        def test_other(executor):
            assert executor is not seen[0] and threading.active_count() == 3
    """
    conftest = (
        "import threading\ndef pytest_unconfigure():\n    print('threads at the end:', threading.active_count())\n"
    )
    result = run(text, "--benchmark-disable", conftest=conftest)
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["threads at the end: 1"])


def test_broken_pool_does_not_spoil_the_next_test(run: Any) -> None:
    """After a test has shut the shared pool down, the next one gets a fresh pool."""
    text = """
        import pytest
        @pytest.mark.parametrize("case", range(2))
        @pytest.mark.parametrize("strategy", ["threads"])
        def test_it(executor, case):
            assert executor.submit(int).result() == 0
            executor.shutdown()
    """
    run(text).assert_outcomes(passed=2)


def test_cold_executors_are_closed_and_alone(run: Any) -> None:
    """`make_executor` makes a pool that nobody has used, with no other alive, and closes what the test left open."""
    text = """
        import pytest, threading
        THREADS = pytest.mark.parametrize("strategy", ["threads"])
        @THREADS
        def test_warm(executor): pass
        @THREADS
        def test_cold(make_executor):
            assert threading.active_count() == 1
            cold = make_executor()
            assert threading.active_count() == 1
            assert cold.submit(int).result() == 0
        def test_after():
            assert threading.active_count() == 1
    """
    result = run(text, conftest=RECORDER)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["kept test_cold*-cold', *"])


def test_unknown_strategy_is_a_usage_error(run: Any) -> None:
    """A misspelt strategy is one sentence, before any test is run."""
    text = "import pytest\n@pytest.mark.parametrize('strategy', ['thread'])\ndef test_it(executor): pass\n"
    result = run(text)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: no strategy 'thread'; did you mean threads[?]*"])


def test_foreign_executor_fixture_is_left_alone(run: Any) -> None:
    """A project's own fixture named `executor` is none of ours."""
    conftest = "import pytest\n@pytest.fixture\ndef executor():\n    return 'mine'\n"
    result = run("def test_it(executor):\n    assert executor == 'mine'\n", conftest=conftest)
    result.assert_outcomes(passed=1)


def test_the_json_says_where_it_arose(run: Any, tmp_path: Path) -> None:
    """The JSON names interpreter and machine, and each case's strategy by its real name."""
    text = (
        "import pytest\n@pytest.mark.parametrize('strategy', ['processes'])\n@pytest.mark.parametrize('workers', [1])\n"
    )
    text += "def test_it(benchmark, executor):\n    benchmark(executor.submit(int).result)\n"
    run(text, f"--benchmark-json={tmp_path / 'it.json'}", "--benchmark-max-time=0.01").assert_outcomes(passed=1)
    written = json.loads((tmp_path / "it.json").read_text("utf-8"))
    where = written["machine_info"]["paceline"]
    assert where["interpreter"]["key"] == interpreter.facts().key
    assert where["machine"]["usable_cpus"] == usable_cpus()
    real = strategies.get("processes")
    assert written["paceline"]["interpreter"] == {**where["interpreter"], "executable": sys.executable}
    (case,) = written["benchmarks"]
    assert {"strategy": real.name, "workers": 1, "start_method": real.method}.items() <= case["extra_info"].items()
    assert ("gil" in case["extra_info"]) == gil.free_threaded()


def test_comparing_two_runs_needs_no_warning(run: Any) -> None:
    """pytest-benchmark's own comparison finds the second of two runs on one machine to be on the same machine."""
    text = "import pytest\n@pytest.mark.parametrize('strategy', ['threads'])\n"
    text += "def test_it(benchmark, executor):\n    benchmark(executor.submit(int).result)\n"
    quick = ("--benchmark-autosave", "--benchmark-max-time=0.01")
    run(text, *quick).assert_outcomes(passed=1)
    result = run(text, *quick, "--benchmark-compare")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*test_it[[]threads[]] (NOW)*"])


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="only CPython has such builds")
def test_each_case_says_what_gil_it_had(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a free-threaded build: before and after, here and in workers; where it came back is said at the end."""
    look_free_threaded(tmp_path / "site", monkeypatch)
    text = """
        import pytest
        def load(): import oldext
        def test_before(benchmark): benchmark(int)
        @pytest.mark.parametrize("strategy", ["processes-spawn"])
        @pytest.mark.parametrize("workers", [1])
        def test_pool(benchmark, executor): benchmark(lambda: executor.submit(load).result())
        def test_old(benchmark): benchmark(load)
    """
    result = run(text, f"--benchmark-json={tmp_path / 'it.json'}", "--benchmark-max-time=0.01")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(
        [
            "GIL back on *t in worker processes, turned on by oldext (1 case)",
            "GIL back on *t since test_old, turned on by oldext (1 case)",
        ]
    )
    written = json.loads((tmp_path / "it.json").read_text("utf-8"))
    assert not written["machine_info"]["paceline"]["interpreter"]["gil"]
    assert not written["paceline"]["interpreter"]["gil"]
    told = {case["name"].split("[")[0]: case["extra_info"]["gil"] for case in written["benchmarks"]}
    off, on = ({"before": False, "after": after, "by": by} for after, by in ((False, ""), (True, "oldext")))
    assert told == {
        "test_before": {"main": off, "workers": None, "kind": ""},
        "test_pool": {"main": off, "workers": on, "kind": "worker processes"},
        "test_old": {"main": on, "workers": None, "kind": ""},
    }


def test_machine_info_keeps_pytest_benchmarks_keys(run: Any, tmp_path: Path) -> None:
    """Our fast machine info has all keys of the one that it replaces, so that other tools can read it."""
    text = "def test_it(benchmark):\n    benchmark(int)\n"
    for name, more in [("ours", []), ("theirs", ["-p", "no:paceline"])]:
        run(text, f"--benchmark-json={tmp_path / name}", "--benchmark-max-time=0.01", *more)
    ours, theirs = (json.loads((tmp_path / name).read_text("utf-8"))["machine_info"] for name in ("ours", "theirs"))
    assert set(ours) == {*theirs, "paceline"}
    same = set(theirs) - {"cpu"}
    assert {key: ours[key] for key in same} == {key: theirs[key] for key in same}
    assert ours["cpu"]["count"] == theirs["cpu"]["count"]


@pytest.mark.slow
def test_counts_come_through_xdist(run: Any) -> None:
    """With pytest-xdist all cases pass, forks among its threads too, and the deselected are counted once."""
    pytest.importorskip("xdist")
    conftest = "from paceline import strategies\n"
    conftest += "strategies._all()['away'] = strategies.Strategy('away', '', None, lambda: 'is away')\n"
    result = run(
        "def test_it(executor):\n    assert executor.submit(int).result() == 0\n", "-n", "2", conftest=conftest
    )
    result.assert_outcomes(passed=len(HERE))
    result.stdout.fnmatch_lines(["1 case deselected: strategy away is away"])


@pytest.mark.parametrize("blocked", [["-p", "no:benchmark"], ["-p", "no:xdist"]])
def test_other_plugins_may_be_absent(run: Any, blocked: list[str]) -> None:
    """Without pytest-benchmark, or without pytest-xdist, the fixture works."""
    text = "import pytest\n@pytest.mark.parametrize('strategy', ['threads'])\ndef test_it(executor): pass\n"
    run(text, *blocked).assert_outcomes(passed=1)


def test_loading_the_plugin_loads_no_pools() -> None:
    """A pytest run that has nothing to do with paceline doesn't pay for it."""
    import subprocess

    program = "import sys, pytest; before = set(sys.modules); import paceline.plugin; print(set(sys.modules) - before)"
    loaded = subprocess.check_output([sys.executable, "-c", program], text=True)
    for module in ("concurrent.futures.process", "multiprocessing", "paceline.strategies", "paceline.workloads"):
        assert f"'{module}'" not in loaded
