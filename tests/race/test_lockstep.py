from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from paceline.race.running import run_race
from paceline.race.settings import Settings
from paceline.report.conditions import conditions
from paceline.results.folder import RaceFolder

from .conftest import Nobody

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paceline.results.records import Race

    from .conftest import Track

    Problems = Callable[[Race], dict[tuple[str, str], str]]

TWO_CASES = """
    def test_sum(benchmark): assert benchmark(sum, range(2000)) == 1999000
    def test_sorted(benchmark): assert benchmark(sorted, [3, 1, 2]) == [1, 2, 3]
"""

DIARY = """
    def call():
        began = time.monotonic()
        time.sleep(0.002)
        with open("diary", "a") as diary:
            diary.write(f"{began} {time.monotonic()}\\n")
    @pytest.fixture
    def slow_fixture():
        call()
        yield
        call()
    def test_diary(benchmark, slow_fixture): benchmark(call)
    def test_pedantic(benchmark): benchmark.pedantic(call, setup=call, rounds=3)
"""


def test_only_one_side_computes_at_any_time(track: Track):
    """Neither timed rounds nor set-up, tear-down or untimed calls of two sides ever overlap."""
    checkouts = [track.suite(side, DIARY) for side in ("a", "b", "c")]
    track.race("a", "b", "c")
    spans = sorted(span for checkout in checkouts for span in _spans(checkout / "diary"))
    assert len(spans) > 30
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))


@pytest.mark.parametrize(("seconds", "together"), [("0.002", 2), ("0.025", 1)])
def test_turns_are_taken_in_the_order_of_the_roles(track: Track, seconds: str, together: int):
    """Two quick rounds in each, one slow one: every side has as many that follow upon its own."""
    source = DIARY.replace("0.002", seconds).replace("    def test_pedantic", "    def _").replace(", slow_fixture", "")
    checkouts = {side: track.suite(side, source) for side in ("a", "b")}
    race, samples = track.race("a", "b")
    spans = sorted((span, side) for side, checkout in checkouts.items() for span in _spans(checkout / "diary"))
    rounds = samples.of(race.cases[0].id, "a")[1].rounds
    turns = [min(together, rounds - first) for first in range(0, rounds, together)]
    expected = "".join(side * length for length in turns for side in race.heats[0].roles)
    assert rounds >= 2
    assert "".join(side for _, side in spans)[-len(expected) :] == expected


def test_a_slow_case_is_explored_in_its_first_heat_only(track: Track):
    """A heat of two rounds calls it twice; the first heat twice more, to see that the second call is no faster."""
    checkout = track.suite("a", DIARY.replace("0.002", "0.021").replace("    def test_pedantic", "    def _"))
    race, _ = track.race("a", heats=3)
    spans, fixtures = _spans(checkout / "diary"), 2 * len(race.heats)
    assert len(spans) - fixtures == 4 + 2 + 2


def test_rounds_of_concurrent_cases_last_longer(track: Track):
    """What several threads compute is called until ten milliseconds are full; what one computes, until one is."""
    track.suite(
        "a",
        """
        @pytest.mark.paceline(concurrent=True)
        def test_pool(benchmark): benchmark(sum, range(1000))
        @pytest.mark.paceline(concurrent=False)
        def test_alone(benchmark): benchmark(sum, range(1000))
        """,
    )
    race, samples = track.race("a")
    iterations = {case.id.rsplit("::")[-1]: samples.of(case.id, "a")[1].iterations for case in race.cases}
    assert iterations["test_pool"] > 3 * iterations["test_alone"]


def test_what_a_test_leaves_for_the_end_of_its_process_is_done(track: Track):
    """Fixtures of the session are torn down, and what was registered for the exit runs, though the process is cut."""
    source = """
        import atexit
        from pathlib import Path
        @pytest.fixture(scope="session")
        def lasting():
            yield
            Path("torn-down").touch()
        def test_it(benchmark, lasting):
            atexit.register(Path("at-exit").touch)
            benchmark(abs, 1)
    """
    checkout = track.suite("a", source)
    track.race("a")
    assert (checkout / "torn-down").exists()
    assert (checkout / "at-exit").exists()


def _spans(diary: Path) -> list[tuple[float, float]]:
    pairs = [line.split() for line in diary.read_text().splitlines()]
    return [(float(began), float(ended)) for began, ended in pairs]


def test_sides_share_seed_iterations_and_rounds(track: Track):
    """All sides of a heat have one hash seed, and do the same iterations and rounds."""
    source = """
        def test_seed(benchmark):
            benchmark.extra_info["seed"] = os.environ["PYTHONHASHSEED"]
            benchmark(time.sleep, 0.0005)  # a busy machine may quadruple what is computed, and then counts differ
    """
    for side in ("a", "b"):
        track.suite(side, source)
    race, samples = track.race("a", "b", heats=2)
    for heat, (one, other) in samples.together(race.cases[0].id, "a", "b"):
        assert (one.iterations, one.rounds) == (other.iterations, other.rounds)
        seeds = {track.extra_info(heat, side)["seed"] for side in ("a", "b")}
        assert seeds == {str(race.heats[heat - 1].hash_seed)}
    assert race.heats[0].hash_seed != race.heats[1].hash_seed


def test_one_side_alone_is_a_race(track: Track):
    """N = 1 works: the cases are timed, heat by heat."""
    track.suite("a", TWO_CASES)
    race, samples = track.race("a", heats=2)
    assert [len(samples.of(case.id, "a")) for case in race.cases] == [2, 2]


def test_a_race_read_from_disk_is_the_race(track: Track):
    """What is read from the folder is what was measured, to the bit."""
    for side in ("a", "b"):
        track.suite(side, TWO_CASES)
    race, samples = track.race("a", "b")
    again, read = RaceFolder(track.root / "out").load()
    assert again == race
    for case in race.cases:
        live, stored = samples.of(case.id, "b")[1], read.of(case.id, "b")[1]
        assert live.wall.tolist() == stored.wall.tolist()
        assert live.cpu.tolist() == stored.cpu.tolist()
        assert (live.iterations, live.switches) == (stored.iterations, stored.switches)


def test_pedantic_keeps_its_authors_rounds(track: Track):
    """`pedantic` runs the rounds and iterations that it was written with, its warm-up not counted."""
    track.suite("a", "def test_it(benchmark): benchmark.pedantic(sum, ([1],), rounds=7, iterations=3, warmup_rounds=2)")
    race, samples = track.race("a")
    sample = samples.of(race.cases[0].id, "a")[1]
    assert (sample.rounds, sample.iterations) == (7, 3)


def test_a_test_gets_its_functions_result(track: Track, problems: Problems):
    """`benchmark` returns what the function returned in a timed round: it isn't called once more for that."""
    source = """
        calls = []
        def test_result(benchmark):
            result = benchmark(lambda: calls.append(1) or len(calls))
            assert result == len(calls)
    """
    track.suite("a", source)
    race, _ = track.race("a")
    assert not problems(race)


def test_threads_are_seen_where_nobody_said_so(track: Track):
    """A case that computes in several threads or processes is distinguished from one that does not."""
    source = """
        import subprocess, sys
        def spin(): sum(range(20000))
        def threaded():
            thread = threading.Thread(target=spin)
            thread.start()
            thread.join()
        def test_one(benchmark): benchmark(spin)
        def test_threads(benchmark): benchmark(threaded)
        def test_child(benchmark):
            benchmark.pedantic(subprocess.run, ([sys.executable, "-c", "sum(range(10**6))"],), rounds=2)
    """
    track.suite("a", source)
    race, _ = track.race("a")
    assert {case.id.rsplit("_")[-1]: case.concurrent for case in race.cases} == {
        "one": False,
        "threads": True,
        "child": True,
    }


def test_unmodified_options_and_markers_hold(track: Track, problems: Problems):
    """Markers, groups and addopts of a suite that knows nothing of races do no harm."""
    checkout = track.suite(
        "a", '@pytest.mark.benchmark(group="g", min_rounds=3)\ndef test_it(benchmark): benchmark(abs, 1)'
    )
    (checkout / "pytest.ini").write_text(
        "[pytest]\naddopts = --benchmark-disable --benchmark-autosave -n 2\ntimeout = 1\n"
    )
    race, samples = track.race("a")
    assert not problems(race)
    assert samples.of(race.cases[0].id, "a")
    assert not list((checkout / ".benchmarks").glob("**/*.json"))


def test_a_case_tells_where_it_is_written(track: Track):
    """File and line are those of the test, as seen from the side's own working directory."""
    source = track.suite("a", TWO_CASES) / "test_toy.py"
    race, _ = track.race("a")
    lines = source.read_text().splitlines()
    assert {case.file for case in race.cases} == {"test_toy.py"}
    told = {case.id.rsplit("::", 1)[-1]: lines[(case.line or 0) - 1].strip() for case in race.cases}
    assert {name: line.startswith(f"def {name}(") for name, line in told.items()} == dict.fromkeys(told, True)
    assert len(told) == 2


def test_a_side_runs_with_its_own_settings(track: Track, problems: Problems):
    """Its variables and options reach its process and no other side's, and the report names them."""
    source = "def test_it(benchmark): import sys; assert (os.getenv('ONLY'), *sys._xoptions) == {}; benchmark(abs, 1)"
    track.suite("a", source.format((None,)))
    track.suite("b", source.format(("b", "mark")))
    config = track.config("a", "b")
    a, b = config.sides
    sides = a, replace(b, settings=Settings({"ONLY": "b"}, ("-X", "mark")))
    race, _ = run_race(replace(config, sides=sides), Nobody())
    assert problems(race) == {}
    assert RaceFolder(track.root / "out").load()[0].sides == race.sides
    assert race.side("a").key != race.side("b").key
    assert "b runs with ONLY=b -X mark" in [paragraph.text for paragraph in conditions(race)]
