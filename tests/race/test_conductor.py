from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest

from paceline.race.conductor import Conductor
from paceline.race.heat import Setting
from paceline.race.running import run_race
from paceline.race.schedule import THOROUGH
from paceline.race.time_limit import LONGEST, Limits, Need, Stopwatch
from paceline.results.records import Case

from ..judge.made import gated, race, side
from .conftest import Nobody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .conftest import Track

GRID = {f"t.py::test[{number}]": 0.001 for number in range(20)}
FIRST = next(iter(GRID))
ANY = cast("Any", None)


@pytest.mark.parametrize(("pythons", "to_settle"), [(("3.14",), 20), (("3.11", "3.14"), 40)])
def test_time_grows_with_what_is_to_be_settled(pythons: tuple[str, ...], to_settle: int):
    """Each case counts once for each pair of sides; a race without pairs settles each case once."""
    made, _ = race(GRID, *gated(*pythons), heats=1)
    assert Conductor(made, ANY, ANY, ANY, ANY)._to_settle() == to_settle
    alone, _ = race(GRID, [side("3.14")], heats=1)
    assert Conductor(alone, ANY, ANY, ANY, ANY)._to_settle() == 20


def test_a_case_that_a_pair_lacks_takes_none_of_its_time():
    """Missing on one side it cannot be compared there."""
    made, _ = race(GRID, *gated("3.11", "3.14"), heats=1)
    made.cases = tuple(msgspec.structs.replace(case, missing_on=("candidate 3.11",)) for case in made.cases)
    assert Conductor(made, ANY, ANY, ANY, ANY)._to_settle() == 20


def test_ten_cases_are_the_least():
    """Three seconds a case are thirty for one case as for ten, and ninety for thirty; a budget goes before that."""
    limits = Limits(per_case=3.0)
    assert [limits.seconds(cases) for cases in (1, 10, 30)] == [30, 30, 90]
    assert Limits(budget=5.0, per_case=3.0).seconds(30) == 5


def test_time_grows_with_what_the_fewest_heats_take():
    """Up to ten minutes, and only where nobody gave a budget; the first heat may take as long."""
    limits = Limits(per_case=3.0)
    assert [limits.seconds(10, needed) for needed in (20.0, 200.0, 2000.0)] == [30, 200, LONGEST]
    assert (limits.first(10), Limits(budget=5.0).first(10)) == (LONGEST, 6)
    assert Limits(budget=5.0).seconds(10, 200.0) == 5


def test_the_slowest_cases_are_left_out_first():
    """As many cases as possible fit into the time; what a start takes counts once per heat; parallel heats share it."""
    need = Need(heats={"a": 10, "b": 10, "c": 2}, costs={"a": 8.0, "b": 0.1, "c": 0.1}, start=1.0)
    assert need.seconds() == pytest.approx(91.2)
    assert need.left_out(100) == []
    assert need.left_out(50) == ["a"]
    assert need.left_out(5) == ["a", "b"]
    assert replace(need, parallel=2).left_out(50) == []
    assert replace(need, heats={"a": 0, "b": 1}).left_out(-1) == ["b"]  # the time is up; it had its heats


def test_a_case_costs_the_least_that_was_seen(monkeypatch: pytest.MonkeyPatch):
    """From one case to the next within a heat; what had no turn yet is taken for the mean of the others."""
    clock = iter([0.0, 3.0, 4.0, 10.0, 11.0])
    monkeypatch.setattr("paceline.race.time_limit.time.monotonic", lambda: next(clock))
    watch = Stopwatch()
    for cases in (("a", "b"), ("a",)):
        watch.start()
        for case in cases:
            watch.lap(Case(case, ""))
    assert (watch.of("a"), watch.of("b"), watch.of("c")) == (1, 1, 1)


class Listener(Nobody):
    """An audience that keeps what cannot be decided."""

    def __init__(self) -> None:
        self.told: list[tuple[list[str], float, float]] = []

    def cannot_decide(self, cases: Sequence[str], seconds: float, limit: float) -> None:
        self.told.append((list(cases), seconds, limit))


def after_a_heat(limits: Limits, costs: float, *, slow: float) -> tuple[Conductor, Listener]:
    """Return a conductor after a heat in which the first of twenty cases took `slow` seconds, the others `costs`."""
    made, samples = race(GRID, *gated("3.14"), heats=1)
    setting = Setting((), (), Path(), (), THOROUGH, timeout=60)
    books, listener = SimpleNamespace(samples=samples, with_gil=set()), Listener()
    conductor = Conductor(made, setting, cast("Any", books), listener, settled=lambda _race, _samples: {})
    conductor._watch.seconds = dict.fromkeys(GRID, costs) | {FIRST: slow}
    conductor._allot(limits, first=True)
    return conductor, listener


def test_a_slow_case_is_named_after_the_first_heat_and_keeps_no_other_from_its_heats():
    """What cannot have the fewest heats in the budget is left out, and its rounds are fewer from then on."""
    conductor, listener = after_a_heat(Limits(budget=60, fewest=lambda _race: 10), 0.1, slow=82.0)
    assert listener.told == [([FIRST], 82.0, 60)]
    assert FIRST not in {case.id for case, _ in conductor._open()}
    assert len(conductor._open()) == 19
    assert conductor.setting.pace.fewest_slow == 1


def test_without_a_budget_the_time_grows_until_a_slow_case_fits():
    """Nothing is left out of what fits into ten minutes, and no round either."""
    conductor, listener = after_a_heat(Limits(per_case=3.0, fewest=lambda _race: 10), 0.1, slow=30.0)
    assert listener.told == []
    assert conductor._limit(Limits(per_case=3.0)) == pytest.approx(1.1 * (30 * 9 + 19 * 0.9 + 0.4 * 9), rel=0.01)
    assert (len(conductor._open()), conductor.setting.pace) == (20, THOROUGH)


def test_where_no_case_fits_all_are_named_and_the_race_ends():
    """One heat was enough to see it."""
    conductor, listener = after_a_heat(Limits(budget=5, fewest=lambda _race: 10), 3.0, slow=3.0)
    assert [len(cases) for cases, *_ in listener.told] == [20]
    assert not conductor._another(Limits(budget=5), 1, 60.0)


MARKED = """
    @pytest.mark.paceline(concurrent=False)
    def test_sum(benchmark): benchmark(sum, range(2000))
"""


@pytest.mark.skipif(sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs two cores to pin to")
@pytest.mark.parametrize(
    ("source", "lanes"),
    [(MARKED, [0, 1, 0, 1, 0]), (MARKED.replace("@", "# @"), [0, 0, 1, 0, 1])],
    ids=["marked", "to be seen"],
)
def test_two_heats_run_at_once_as_soon_as_all_cases_are_known(track: Track, source: str, lanes: list[int]):
    """From the first where marks say what computes in one thread, else from the second; never more than asked for."""
    track.suite("a", source)
    raced, _ = run_race(replace(track.config("a", heats=5), parallel=2), Nobody())
    assert [heat.slot for heat in raced.heats] == lanes
    second = lanes.index(1)
    assert raced.heats[second].core != raced.heats[second - 1].core
