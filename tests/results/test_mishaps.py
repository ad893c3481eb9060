from __future__ import annotations

from msgspec.structs import replace

from paceline.results.mishaps import collided
from paceline.results.records import Problem

from ..judge.made import case, gated, race

CASE = case("sequential")


def test_heats_collide_where_a_case_fails_in_some_that_run_at_once():
    """A case that fails in heats that run alone, or always, shares nothing with another heat."""
    made, _ = race({CASE: 1e-3}, *gated("3.14"), heats=4)
    in_slots = [replace(heat, slot=slot) for heat, slot in zip(made.heats, (0, 0, 1, 0), strict=True)]

    def failing(*numbers: int) -> bool:
        problem = Problem("baseline", CASE, "failed", "no such file")
        heats = [replace(heat, problems=(problem,) if heat.number in numbers else ()) for heat in in_slots]
        return collided(replace(made, heats=tuple(heats)))

    assert failing(2)
    assert failing(3)
    assert not failing(1)
    assert not failing(4)
    assert not failing(1, 2, 3)
