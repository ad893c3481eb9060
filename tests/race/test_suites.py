"""Suites as people have them: their plugins, options, ids, parameters and ways to ask for the fixture."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent
from typing import TYPE_CHECKING

import msgspec
import pytest

from paceline.errors import PacelineError
from paceline.race.running import run_race

from .conftest import Nobody

if TYPE_CHECKING:
    from collections.abc import Callable

    from paceline.results.records import Race

    from .conftest import Track

    Problems = Callable[[Race], dict[tuple[str, str], str]]

pytestmark = pytest.mark.slow

GOOD = "def test_it(benchmark): benchmark(abs, 1)\n"


def _names(race: Race) -> list[str]:
    return sorted(case.id.split("::", 1)[1] for case in race.cases)


OPTIONS = {
    "all": "--cov=src --cov-report term --nonsense -n 2 --dist loadfile --benchmark-disable --benchmark-only "
    "--benchmark-autosave --benchmark-json=out.json --lf --sw -x --basetemp=.tmp --junitxml=out.xml --timeout 1 "
    "--strict-markers --strict-config --hypothesis-profile=nobody",
    "that load nothing": "-p no:xdist -p no:cacheprovider -p no:benchmark -p no:terminal",
}


@pytest.mark.parametrize("addopts", OPTIONS.values(), ids=OPTIONS)
def test_options_of_ordinary_runs_are_put_aside(track: Track, problems: Problems, addopts: str):
    """What a configuration adds to ordinary test runs neither stops nor disturbs a race, and writes nothing."""
    checkout = track.suite("a", f"@pytest.mark.nobody_knows_this\n{GOOD}")
    ini = f"[pytest]\naddopts = {addopts}\nnobody_knows_this = 1\nrequired_plugins = pytest-nobody-has\n"
    (checkout / "pytest.ini").write_text(f"{ini}filterwarnings = error\n")
    race, samples = track.race("a")
    assert problems(race) == {}
    assert samples.of(race.cases[0].id, "a")
    assert {path.name for path in checkout.iterdir()} <= {"test_toy.py", "pytest.ini", "__pycache__"}


def test_what_a_configuration_leaves_out_is_raced_where_it_is_named(track: Track):
    """Options and conftest files that keep benchmarks out of ordinary test runs leave out none that is named."""
    checkout = track.suite("a", f"@pytest.mark.costly\n{GOOD}def test_other(): pass\n")
    ini = "[pytest]\nmarkers = costly\naddopts = -m 'not costly' -k other --ignore=test_toy.py\n"
    (checkout / "pytest.ini").write_text(ini)
    (checkout / "conftest.py").write_text("collect_ignore = ['test_toy.py']\n")
    race, _ = run_race(track.config("a", args=("test_toy.py",)), Nobody())
    assert _names(race) == ["test_it"]


def test_suites_that_ask_whether_benchmarks_are_to_run_are_answered(track: Track, problems: Problems):
    """A race is a run of benchmarks, by the command line and by the options that suites look at."""
    source = """
        import sys
        if "--codspeed" not in sys.argv: pytest.skip("give --codspeed", allow_module_level=True)
        @pytest.fixture(autouse=True)
        def asked(request):
            if not request.config.getoption("--benchmark-only"): pytest.skip("give --benchmark-only")
        @pytest.mark.codspeed_benchmark
        def test_marked(): pass
        def test_named(codspeed_benchmark): codspeed_benchmark(abs, 1)
    """
    track.suite("a", source)
    race, _ = track.race("a")
    assert _names(race) == ["test_marked", "test_named"]
    assert problems(race) == {}


def test_a_file_that_ends_the_process_costs_itself_only(track: Track, problems: Problems):
    """A script that ends as it is imported, and a test file that has another's name, are named with their reasons."""
    checkout = track.suite("a", GOOD)
    (checkout / "test_script.py").write_text("raise SystemExit(0)")
    for folder in ("b", "c"):
        (checkout / folder).mkdir()
        (checkout / folder / "test_twice.py").write_text(GOOD)
    race, _ = track.race("a")
    assert _names(race) == ["test_it", "test_it"]
    assert set(problems(race)) == {("a", "test_script.py"), ("a", "c/test_twice.py")}
    reasons = " ".join(problem.reason for problem in race.heats[0].problems)
    assert "SystemExit: 0, as it is imported" in reasons
    assert "another test file has its name" in reasons


def test_files_that_are_parameters_are_paired_by_their_names(track: Track):
    """One more file on one side shifts the numbers that pytest gives them."""
    source = """
        from pathlib import Path
        @pytest.mark.parametrize("path", sorted((Path(__file__).parent / "data").iterdir()))
        def test_file(benchmark, path): benchmark(path.name.upper)
    """
    for side, files in (("a", "bc"), ("b", "abc")):
        (track.suite(side, source) / "data").mkdir()
        for name in files:
            (track.root / side / "data" / name).touch()
    race, samples = track.race("a", "b")
    assert _names(race) == [f"test_file[<checkout>/data/{name}]" for name in "abc"]
    assert [len(samples.of(case.id, "a")) for case in sorted(race.cases, key=lambda case: case.id)] == [0, 1, 1]


def test_a_suite_may_clear_its_environment_and_give_sockets_little_time(track: Track, problems: Problems):
    """What a side needs of both it has taken before any file of the suite is read."""
    (
        track.suite("a", GOOD + "def test_other(benchmark): benchmark.pedantic(time.sleep, (0.1,), rounds=2)")
        / "conftest.py"
    ).write_text("import os, socket\nsocket.setdefaulttimeout(0.001)\nos.environ.clear()\n")
    race, samples = track.race("a")
    assert problems(race) == {}
    assert all(samples.of(case.id, "a") for case in race.cases)


def test_a_file_that_skips_itself_is_named(track: Track, problems: Problems):
    """A file whose benchmarks are not to run here is skipped, and said to be; where it is the only one, it ends."""
    checkout = track.suite("a", f"pytest.importorskip('nobody_has_this')\n{GOOD}")
    with pytest.raises(PacelineError, match=r"test_toy.py skips itself \(.*nobody_has_this"):
        track.race("a")
    (checkout / "test_other.py").write_text(GOOD)
    race, _ = track.race("a")
    assert [key[1] for key in problems(race)] == ["test_toy.py"]


def test_plugins_that_are_not_loaded_are_not_needed(track: Track, monkeypatch: pytest.MonkeyPatch):
    """A race runs where pytest is told to load no plugins by itself: pytest-benchmark is loaded for it."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--timeout 30 --cov=x")
    track.suite("a", GOOD)
    race, samples = track.race("a")
    assert samples.of(race.cases[0].id, "a")


def test_a_benchmark_may_take_our_executor_where_paceline_is_not_installed(
    track: Track, monkeypatch: pytest.MonkeyPatch
):
    """The plugin that provides it is brought along: it runs under every strategy, and is timed."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    track.suite("a", "def test_it(benchmark, executor): benchmark(lambda: list(executor.map(abs, [1, 2])))")
    race, samples = track.race("a")
    assert {"test_it[strategy=sequential]", "test_it[strategy=threads]"} < set(_names(race))
    assert all(samples.of(case.id, "a") for case in race.cases)


def test_all_sides_draw_the_same_numbers(track: Track):
    """What a suite draws at random, as its files are read and in its tests, is the same on all sides of a heat."""
    source = """
        import random
        AT_FIRST = random.random()
        def test_it(benchmark):
            benchmark.extra_info["drawn"] = [AT_FIRST, random.random()]
            benchmark(abs, 1)
    """
    for side in ("a", "b"):
        track.suite(side, source)
    race, _ = track.race("a", "b", heats=2)
    assert len(race.heats) == 2
    drawn = [
        msgspec.json.decode(path.read_bytes())["benchmarks"][0]["extra_info"]["drawn"]
        for path in sorted((track.root / "out").rglob("*.json"))
        if path.name != "race.json"
    ]
    assert len(drawn) == 4
    assert len({tuple(numbers) for numbers in drawn}) == 2


def test_each_process_has_a_temporary_folder_of_its_own(track: Track, problems: Problems):
    """Sides that share a checkout share no temporary folder, whatever the configuration says; it ends with them."""
    checkout = track.suite(
        "a",
        """
        def test_it(benchmark, tmp_path):
            with open("folders", "a") as folders: print(tmp_path, os.environ["PACELINE_SIDE"], file=folders)
            benchmark(abs, 1)
        """,
    )
    (checkout / "pytest.ini").write_text("[pytest]\naddopts = --basetemp=shared\n")
    (track.root / "b").symlink_to(checkout)
    race, _ = track.race("a", "b")
    assert problems(race) == {}
    lines = [line.split() for line in (checkout / "folders").read_text().splitlines()]
    assert {side for _, side in lines} == {"a", "b"}
    assert len({folder for folder, _ in lines}) == 2
    assert not (checkout / "shared").exists()


def test_cases_that_need_those_before_them_run_in_their_order(track: Track):
    """After a heat in which cases of a file failed, they run as they are written, after those that are settled too."""
    source = "done = []\n"
    for number in range(6):
        source += f"def test_{number}(benchmark):\n    assert len(done) == {number}\n"
        source += f"    done.append(1)\n    benchmark(abs, {number})\n"
    track.suite("a", source)

    def settled(race: Race, _: object) -> dict[tuple[str, str], str]:
        return {(case.id, "a"): "" for case in race.cases[:-1] if len(race.heats) > 1}

    race, samples = run_race(replace(track.config("a", heats=3), settled=settled), Nobody())
    assert race.heats[0].problems
    assert not race.heats[1].problems + race.heats[2].problems
    assert len(samples.of(race.cases[-1].id, "a")) >= 2


RETRYING = """
    import pytest
    from _pytest.runner import runtestprotocol

    def pytest_runtest_protocol(item, nextitem):
        for attempt in range(3):
            item._initrequest()
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
            again = attempt < 2 and any(report.failed for report in reports)
            for report in reports:
                if again and report.failed:
                    report.outcome = "rerun"
                item.ihook.pytest_runtest_logreport(report=report)
            if not again:
                return True
"""


def test_the_last_try_of_a_case_decides(track: Track, problems: Problems):
    """A case that passes when it is tried again is timed by its last try, even if another side needs one try only."""
    source = """
        import time
        tries = []
        def test_it(benchmark):
            tries.append(1)
            benchmark.pedantic(time.sleep, (0.001,), rounds=3) if len(tries) > NEEDED else benchmark(abs, 1)
            assert len(tries) > NEEDED
        def test_never(benchmark):
            benchmark(abs, 1)
            assert False
    """
    for side, needed in (("a", 0), ("b", 1)):
        (track.suite(side, source.replace("NEEDED", str(needed))) / "conftest.py").write_text(dedent(RETRYING))
    race, samples = track.race("a", "b")
    assert problems(race) == {("a", "test_never"): "failed", ("b", "test_never"): "failed"}
    assert samples.of("test_toy.py::test_it", "b")[1].rounds == 3


def test_expected_failures_are_no_failures(track: Track, problems: Problems):
    """A case that fails as expected is skipped; an outcome that only a plugin knows is a failure by its name."""
    checkout = track.suite(
        "a", f"{GOOD}@pytest.mark.xfail(reason='later')\ndef test_x(benchmark): assert benchmark(abs, 0)\n"
    )
    (checkout / "conftest.py").write_text(
        "def pytest_runtest_logreport(report):\n"
        "    if report.when == 'call' and 'test_it' in report.nodeid: report.outcome = 'melted'\n"
    )
    race, _ = track.race("a")
    assert problems(race) == {("a", "test_x"): "skipped", ("a", "test_it"): "failed"}
    assert {problem.reason.split(":")[0] for problem in race.heats[0].problems} == {"expected to fail", "melted"}


def test_ids_with_what_only_one_process_has_are_paired(track: Track, problems: Problems):
    """A case is one, though its id holds the checkout's path, an object's address or a temporary folder."""
    source = """
        import tempfile
        class Thing: pass
        made = tempfile.TemporaryDirectory()
        @pytest.mark.parametrize("x", [os.path.realpath(__file__), Thing(), f"{made.name}/a.txt"], ids=str)
        def test_it(benchmark, x): benchmark(abs, 1)
    """
    for side in ("a", "b"):
        track.suite(side, source)
    race, samples = track.race("a", "b", heats=2)
    assert problems(race) == {}
    assert _names(race) == [
        *("test_it[<checkout>/test_toy.py]", "test_it[<test_toy.Thing object at 0x…>]", "test_it[<tmp>/a.txt]")
    ]
    assert all(len(list(samples.together(case.id, "a", "b"))) == 2 for case in race.cases)


def test_ids_that_nothing_tells_apart_are_left_out(track: Track):
    """Cases that differ in an address only are not raced, and the reason says what to do."""
    source = (
        "@pytest.mark.parametrize('x', [object(), object()], ids=str)\ndef test_x(benchmark, x): benchmark(abs, 1)\n"
    )
    track.suite("a", GOOD + source)
    race, samples = track.race("a")
    assert [case.id for case in race.cases if samples.of(case.id, "a")] == ["test_toy.py::test_it"]
    assert len(race.cases) == 3
    assert all("ids=" in reason for reason in race.sides[0].unsupported.values())


def test_a_case_that_vanishes_is_named(track: Track, problems: Problems):
    """A case whose id differs from process to process is named as missing, and the others are raced."""
    track.suite(
        "a", f"{GOOD}@pytest.mark.parametrize('x', [os.getpid()])\ndef test_x(benchmark, x): benchmark(abs, x)\n"
    )
    race, samples = track.race("a", heats=2)
    assert set(problems(race).values()) == {"missing"}
    assert len(samples.of("test_toy.py::test_it", "a")) == 2


WAYS = """
    import unittest
    def get(request): return request.getfixturevalue('benchmark')
    @pytest.fixture
    def timed(request): return request.getfixturevalue('benchmark')
    def test_itself(request): request.getfixturevalue('benchmark')(abs, 1)
    def test_fixture(timed): timed(abs, 1)
    def test_helper(request): get(request)(abs, 1)
    @pytest.mark.benchmark(group='x')
    @pytest.mark.parametrize('x', [1, 2])
    def test_marker(x): assert x
    @pytest.mark.benchmark
    class TestMarked:
        def test_it(self, tmp_path): assert tmp_path.exists()
    class TestCase(unittest.TestCase):
        @pytest.fixture(autouse=True)
        def _take(self, benchmark): self.benchmark = benchmark
        def test_it(self): self.benchmark(abs, 1)
    def test_plain(request): request.getfixturevalue('tmp_path')
"""


def test_a_benchmark_is_known_however_it_asks(track: Track, problems: Problems):
    """A test that asks for the fixture as it runs, or carries its marker alone, is timed."""
    track.suite("a", WAYS)
    race, samples = track.race("a")
    assert problems(race) == {}
    assert all(samples.of(case.id, "a") for case in race.cases)
    assert len(race.cases) == 7


def test_what_cannot_be_timed_is_named(track: Track, problems: Problems):
    """A marked coroutine is left out by name; a fixture that times nothing leaves its cases untimed."""
    source = "@pytest.mark.benchmark\nasync def test_later(): pass\n"
    checkout = track.suite("a", GOOD + source)
    (checkout / "conftest.py").write_text(
        "import pytest\n@pytest.fixture\ndef benchmark(): return lambda function, *args: function(*args)\n"
    )
    race, _ = track.race("a")
    assert problems(race) == {("a", "test_it"): "untimed"}
    assert "marker" in race.sides[0].unsupported["test_toy.py::test_later"]
    assert _names(race) == ["test_it", "test_later"]


CAUSES = {
    "-k": (GOOD, ("-k", "nothing_like_it"), "1 are deselected, by -k, -m or --deselect; leave these out"),
    "-m core": (GOOD, ("-m", "core"), "give --all, or name their files after --: none of them has the marker core"),
    "plain tests": (
        "def test_plain(): pass\ndef test_other(): pass",
        (),
        "none of 2 tests takes the benchmark fixture",
    ),
    "nothing": ("", (), "no test was found"),
    "an import": ("import nothing_like_it", (), "nothing_like_it cannot be imported in its environment"),
}


@pytest.mark.parametrize(("source", "args", "told"), CAUSES.values(), ids=CAUSES)
def test_no_benchmark_is_told_with_its_cause(track: Track, source: str, args: tuple[str, ...], told: str):
    """Where no benchmark was collected, the message says why, and what helps against that."""
    track.suite("a", source)
    with pytest.raises(PacelineError, match="no benchmark was collected") as error:
        run_race(track.config("a", args=args), Nobody())
    assert told in str(error.value)


def test_benchmarks_that_pytest_passes_over_are_named(track: Track):
    """Where files are not called as pytest's setting says, the message names the option that helps."""
    checkout = track.suite("a", GOOD)
    (checkout / "benchmarking").mkdir()
    (checkout / "test_toy.py").rename(checkout / "benchmarking" / "bench_toy.py")
    with pytest.raises(PacelineError, match=r"bench_toy\.py does not match .* add -o python_files=bench_toy\.py"):
        run_race(track.config("a", args=("benchmarking",)), Nobody())
    (checkout / "benchmarking" / "test_toy.py").write_text("def test_it(): pass\n")
    with pytest.raises(PacelineError, match=r"bench_toy\.py does not match .* add -o python_files=bench_toy\.py"):
        run_race(track.config("a", args=("benchmarking",)), Nobody())


def test_a_resource_that_another_side_has_is_hinted_at(track: Track):
    """A case that fails since a port is taken is reported with the variable by which sides can have one each."""
    track.suite("a", "def test_it(benchmark): raise OSError(98, 'Address already in use')")
    race, _ = track.race("a")
    assert "PACELINE_SIDE" in race.heats[0].problems[0].reason


def test_a_conftest_that_misses_a_module_is_told_with_the_cure(track: Track):
    """Where pytest cannot start since a module is missing, the message names it and the environment."""
    (track.suite("a", GOOD) / "conftest.py").write_text("import nothing_like_it")
    with pytest.raises(PacelineError, match="nothing_like_it cannot be imported in its environment"):
        track.race("a")


CLASH = """
    @pytest.fixture(params=["inline", "batched"])
    def executor(request): return request.param
    @pytest.mark.parametrize("strategy", ["greedy", "dynamic"])
    def test_pack(benchmark, executor, strategy): benchmark(abs, 1)
"""


def test_a_fixture_of_the_suite_is_its_own(track: Track, problems: Problems):
    """A suite's own `executor` and `strategy` have nothing to do with those of paceline's plugin."""
    track.suite("a", CLASH)
    race, _ = track.race("a")
    assert problems(race) == {}
    assert len(race.cases) == 4
