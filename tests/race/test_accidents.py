from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race.running import run_race

from .conftest import Nobody

if TYPE_CHECKING:
    from collections.abc import Callable

    from paceline.results.records import Race
    from paceline.results.store import Samples

    from .conftest import Track

    Problems = Callable[[Race], dict[tuple[str, str], str]]

GOOD = """
    def test_before(benchmark): benchmark(abs, 1)
    def test_it(benchmark): benchmark(abs, 2)
    def test_last(benchmark): benchmark(abs, 3)
"""

DEADLY = {"crashed": "os.kill(os.getpid(), signal.SIGKILL)", "hung": "time.sleep(60)"}
HARMLESS = {"failed": "raise ValueError('no')", "skipped": "pytest.skip('not today')", "untimed": "pass"}


@pytest.mark.parametrize(("status", "line"), DEADLY.items(), ids=DEADLY)
def test_the_end_of_a_process_costs_its_case_only(track: Track, problems: Problems, status: str, line: str):
    """A side that crashes or hangs loses that case, by name; all others are compared."""
    track.suite("a", GOOD)
    track.suite("b", GOOD.replace("def test_it(benchmark): benchmark(abs, 2)", f"def test_it(benchmark): {line or 0}"))
    race, samples = track.race("a", "b", heats=2, timeout=2.5)
    assert problems(race)["b", "test_it"] == status
    assert _compared(race, samples) == {"test_before": 2, "test_last": 2, "test_it": 0}


def test_an_accident_costs_its_case_only(track: Track, problems: Problems):
    """A case that fails, skips or times nothing on one side is named; all others are compared."""
    bodies = {f"test_{status}": f"    def test_{status}(benchmark): {{}}\n" for status in HARMLESS}
    track.suite("a", GOOD + "".join(body.format("benchmark(abs, 1)") for body in bodies.values()))
    track.suite("b", GOOD + "".join(bodies[f"test_{status}"].format(line) for status, line in HARMLESS.items()))
    race, samples = track.race("a", "b", heats=2)
    assert problems(race) == {("b", f"test_{status}"): status for status in HARMLESS}
    good = dict.fromkeys(["test_before", "test_it", "test_last"], 2)
    assert _compared(race, samples) == good | dict.fromkeys(bodies, 0)


def _compared(race: Race, samples: Samples) -> dict[str, int]:
    """Return in how many heats each case was measured on both sides."""
    return {case.id.split("::")[1]: len(list(samples.together(case.id, "a", "b"))) for case in race.cases}


def test_a_crash_in_a_round_keeps_the_rounds_before(track: Track, problems: Problems):
    """A crash in mid-case costs one round: those before it are kept, and reported as what they are."""
    source = """
        calls = []
        def call():
            calls.append(1)
            time.sleep(0.01)
            if len(calls) == 5: os.abort()
        def test_it(benchmark): benchmark.pedantic(call, rounds=9)
    """
    track.suite("a", source)
    race, samples = track.race("a")
    assert problems(race) == {("a", "test_it"): "crashed"}
    assert samples.of(race.cases[0].id, "a")[1].rounds == 4


def test_a_failed_assertion_keeps_the_times(track: Track, problems: Problems):
    """A case that fails after it was timed is failed, and its times are kept."""
    track.suite("a", "def test_it(benchmark): assert benchmark(abs, -1) == 2")
    race, samples = track.race("a")
    assert problems(race) == {("a", "test_it"): "failed"}
    assert samples.of(race.cases[0].id, "a")


def test_a_case_of_one_side_alone_is_not_raced(track: Track):
    """What only one side has is known, and costs no time."""
    track.suite("a", GOOD)
    track.suite("b", GOOD + "    def test_new(benchmark): benchmark(abs, 4)\n")
    race, samples = track.race("a", "b")
    assert "test_toy.py::test_new" in {case.id for case in race.cases}
    assert not samples.of("test_toy.py::test_new", "b")


def test_a_file_that_cannot_be_imported_is_told(track: Track, problems: Problems):
    """A file that fails to be collected on one side is named; the other files are compared."""
    for side in ("a", "b"):
        (track.suite(side, GOOD) / "test_other.py").write_text("def test_other(benchmark): benchmark(abs, 1)")
    (track.root / "b" / "test_other.py").write_text("import no_such_module")
    race, samples = track.race("a", "b")
    assert problems(race) == {("b", "test_other.py"): "failed"}
    assert _compared(race, samples)["test_it"] == 1


def test_what_json_has_no_word_for_is_no_accident(track: Track, problems: Problems):
    """Parameters and extra information can be anything: classes, functions, bytes, paths."""
    source = """
        class Colour: pass
        @pytest.mark.parametrize("value", [Colour, abs, b"x", 1j, {1, 2}])
        def test_it(benchmark, value):
            benchmark.extra_info["value"] = value
            benchmark(abs, 1)
    """
    for side in ("a", "b"):
        track.suite(side, source)
    race, samples = track.race("a", "b")
    assert problems(race) == {}
    assert all(samples.of(case.id, side) for case in race.cases for side in ("a", "b"))
    assert len(race.cases) == 5


def test_a_crash_says_how(track: Track):
    """The process's own code, though its line was cut before it had ended."""
    for side in ("a", "b"):
        track.suite(side, "def test_it(benchmark): os._exit(7)")
    race, _ = track.race("a", "b")
    assert {problem.reason.split(":")[0] for problem in race.heats[0].problems} == {"exited with code 7"}


def test_nothing_is_left_behind(track: Track):
    """A side's workers end with it, even if it crashed."""
    source = """
        import subprocess, sys
        def test_it(benchmark):
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            with open("pids", "a") as pids: pids.write(f"{child.pid} {os.getpid()} ")
            os.abort()
    """
    checkout = track.suite("a", source)
    track.race("a")
    assert not [pid for pid in (checkout / "pids").read_text().split() if _alive(int(pid))]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 (a zombie has ended: its parent has yet to look)
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.parametrize(
    ("source", "args", "told"),
    [
        ("", (), "no benchmark was collected"),
        ("def test_plain(): pass", (), "no benchmark was collected"),
        ("import nothing_like_it", (), "nothing_like_it cannot be imported"),
        ("x = = 2", (), r"collect: SyntaxError: invalid syntax \(line 2\)"),
        (GOOD, ("no_such_folder",), "no_such_folder"),
        (GOOD, ("-n", "2"), "pytest-xdist"),
    ],
)
def test_what_cannot_start_is_one_sentence(track: Track, source: str, args: tuple[str, ...], told: str):
    """Setup errors name what is wrong, before anything is measured or written."""
    track.suite("a", source)
    with pytest.raises(PacelineError, match=told) as error:
        run_race(track.config("a", args=args), Nobody())
    assert error.value.exit_code == 2
    assert len(str(error.value).splitlines()) == 1


def test_a_case_that_failed_is_tried_again(track: Track):
    """One that fails in its first heat has all others; one that fails in both of the first is given up."""
    flaky = """
        def test_flaky(benchmark):
            with open("calls", "a+") as calls:
                calls.write("x")
                calls.seek(0)
                assert len(calls.read()) != 1
            benchmark(abs, 1)
        def test_broken(benchmark):
            open("broken", "a").write("x")
            assert benchmark(abs, 1) == 2
    """
    checkout = track.suite("b", flaky)
    track.suite("a", flaky.replace("!= 1", "!= 0").replace("== 2", "== 1"))
    race, samples = track.race("a", "b", heats=4)
    assert _compared(race, samples) == {"test_flaky": 3, "test_broken": 2}
    assert (checkout / "broken").read_text() == "xx"
