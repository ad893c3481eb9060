from __future__ import annotations

from typing import Any, cast

import msgspec
import pytest

from paceline.race.conductor import Conductor, Limits

from ..judge.made import gated, race, side

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
