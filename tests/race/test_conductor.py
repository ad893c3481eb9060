from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest

from paceline.race.conductor import Conductor, Limits
from paceline.race.hold import hold

from ..judge.made import gated, race, side
from .conftest import Nobody

if TYPE_CHECKING:
    from .conftest import Track

GRID = {f"t.py::test[{number}]": 0.001 for number in range(20)}
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
    raced, _ = hold(replace(track.programme("a", heats=5), lanes=2), Nobody())
    assert [heat.lane for heat in raced.heats] == lanes
    second = lanes.index(1)
    assert raced.heats[second].core != raced.heats[second - 1].core
