from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paceline.race import running

if TYPE_CHECKING:
    from .conftest import Track

WORK = """
    import functools
    def spin(seconds):
        end = time.perf_counter() + seconds
        while time.perf_counter() < end: pass
    table = {{}}
    def look_up():
        {once}
        return sum(range({size}))
    def test_it(benchmark): benchmark(look_up)
"""

PAID_ONCE = "table.get(1) or (spin(0.03), table.setdefault(1, 1))"


def counts(track: Track, *once: str, size: int = 300, heats: int = 3) -> list[tuple[int, ...]]:
    """Return the iterations of both sides, by heat."""
    for side, line in zip("ab", once, strict=True):
        track.suite(side, WORK.format(once=line, size=size))
    race, samples = track.race("a", "b", heats=heats)
    return [tuple(s.iterations for s in both) for _, both in samples.together(race.cases[0].id, "a", "b")]


@pytest.mark.parametrize("once", [("pass", PAID_ONCE), (PAID_ONCE, "pass"), (PAID_ONCE, PAID_ONCE)])
def test_what_is_paid_once_neither_is_timed_nor_makes_counts_differ(track: Track, once: tuple[str, str]):
    """A cache that is filled in the first call on one side leaves both with the same many calls per round."""
    found = counts(track, *once)
    assert len(found) == 3
    assert all(baseline == candidate > 20 for baseline, candidate in found)


def test_all_calls_before_a_round_are_as_many_on_all_sides(track: Track):
    """Sides make the same number of calls, so a state that grows with each is the same in every pair of rounds."""
    source = """
        grown = []
        def grow():
            grown.append(1)
            return sum(range({size}))
        def test_it(benchmark):
            benchmark(grow)
            benchmark.extra_info["calls"] = len(grown)
    """
    for side, size in (("a", 1000), ("b", 1500)):
        track.suite(side, source.format(size=size))
    race, samples = track.race("a", "b", heats=2)
    calls = [track.extra_info(heat, side)["calls"] for heat in (1, 2) for side in ("a", "b")]
    assert calls[0] == calls[1]
    assert calls[2] == calls[3]
    assert len(list(samples.together(race.cases[0].id, "a", "b"))) == 2


def test_a_case_that_waits_has_rounds_by_the_clock_on_the_wall(track: Track):
    """Sleeping takes no CPU time, and yet a round lasts as long as it should."""
    for side in "ab":
        track.suite(side, "def test_it(benchmark): benchmark(time.sleep, 0.0004)")
    race, samples = track.race("a", "b")
    for _, both in samples.together(race.cases[0].id, "a", "b"):
        assert all(1 <= sample.iterations <= 3 for sample in both)
        assert all(np.median(sample.cpu / sample.wall) < 0.5 for sample in both)


def test_a_machine_that_cannot_pin_is_written_down(track: Track, monkeypatch: pytest.MonkeyPatch):
    """Where no process can be bound to a core, the race says so, and its margins are wider."""
    monkeypatch.setattr(running, "affinity", lambda: None)
    track.suite("a", "def test_it(benchmark): benchmark(abs, 1)")
    race, _ = track.race("a")
    assert race.unpinned == "this system cannot bind a process to a core"
    assert race.heats[0].core is None


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_lies_above_the_stack_is_as_long_on_all_sides(track: Track):
    """Names and paths of other lengths do not move the frames of one side: padding makes up for them."""
    source = """
        def test_it(benchmark):
            read = lambda name: len(open(f"/proc/self/{name}", "rb").read())
            benchmark.extra_info["length"] = read("environ") + read("cmdline")
            benchmark(abs, 1)
    """
    for side in ("a", "a-much-longer-name"):
        track.suite(side, source)
    track.race("a", "a-much-longer-name")
    lengths = [track.extra_info(1, side)["length"] for side in ("a", "a-much-longer-name")]
    assert lengths[0] % 4096 == lengths[1] % 4096


def test_a_heat_that_draws_a_large_input_is_as_short_as_the_others(track: Track):
    """Its calls take a hundred times as long as any before: a round has as many fewer, alike on both sides."""
    suite = """
        def test_drawn(benchmark, request):
            heats = request.config.rootpath / "heats"
            with heats.open("a") as file: file.write("x")
            benchmark(sum, range(200_000 if heats.stat().st_size == 3 else 2_000))
    """
    for side in ("a", "b"):
        track.suite(side, suite)
    _, samples = track.race("a", "b", heats=3)
    counts = [[sample.iterations for sample in samples.of("test_toy.py::test_drawn", side).values()] for side in "ab"]
    assert counts[0] == counts[1]
    assert counts[0][2] * 16 <= min(counts[0][:2])
