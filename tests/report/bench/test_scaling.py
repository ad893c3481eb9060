from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paceline.judge.bench.figures import figures
from paceline.report.bench.scaling import scaling
from paceline.report.document import Table

from ...judge.made import case, race, side

if TYPE_CHECKING:
    from paceline.results.records import Race
    from paceline.results.store import Samples

GRID = {
    case("sequential", 9): 0.01,
    case("threads", 9): 0.009,
    case("sequential"): 1.0,
    case("threads"): 0.6,
    case("threads", workers=1): 1.0,
}


def tables(made: Race, samples: Samples) -> list[Table]:
    return [block for block in scaling(made, samples, figures(made, samples)) if isinstance(block, Table)]


def test_speed_up_stands_beside_what_bounds_it():
    """At the largest size: 1.67 of 2 is 83 %, and a serial fifth leaves no more than 5 to any number of workers."""
    made, samples = race(GRID, [side("3.14")], heats=6, noise=1e-6)
    (table,) = tables(made, samples)
    (row,) = table.rows
    assert [cell.text for cell in row[:4]] == ["product", "threads", "24", "2.00×"]
    assert row[4].text.split() == ["1.67×", "±0.0%", "83", "%", "≤5"]


def test_the_largest_task_is_a_bound_too():
    """Where one task is four fifths of the work, 1.25 is all there is."""
    made, samples = race(GRID, [side("3.14")], heats=6, noise=1e-6)
    made.tasks = {"product 24": (0.8, 0.1, 0.1)}
    (table,) = tables(made, samples)
    assert table.rows[0][3].text == "1.25×"
    assert "133 %" in table.rows[0][4].text


def test_enough_numbers_of_workers_make_a_curve():
    """With four of them the law is fitted: half the work serial is contention of a half."""
    counts = {1: 1.0, 2: 0.75, 4: 0.625, 8: 0.5625}
    grid = {case("sequential"): 1.0} | {
        case("threads", workers=None if workers == 2 else workers): seconds for workers, seconds in counts.items()
    }
    made, samples = race(grid, [side("3.14")], heats=6, noise=1e-6)
    _, curve = tables(made, samples)
    gamma, alpha, beta = (float(cell.text.split()[0]) for cell in curve.rows[0][3:6])
    assert (gamma, alpha) == pytest.approx((1.0, 0.5), abs=0.01)
    assert beta < 1e-3


def test_nothing_to_scale_is_no_table():
    """A race without strategies, or without sequential cases, has none."""
    assert tables(*race({"t.py::test": 1.0, case("threads"): 1.0}, [side("3.14")], heats=3)) == []
