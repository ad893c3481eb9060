from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paceline.judge.stats.covariance import Fit, adjusted

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats


def races(
    rng: np.random.Generator,
    *,
    slope: float,
    paces: tuple[float, float] = (0.0, 0.3),
    heats: int = 10,
    rest: float = 0.02,
) -> list[tuple[Floats, Floats]]:
    """Return ln seconds and ln loops of two races of the same code while the machine's pace changed by `paces`."""
    found = []
    for pace in paces:
        loops = pace + 0.1 * rng.standard_normal(heats)
        found.append((slope * loops + rest * rng.standard_normal(heats), loops))
    return found


def test_it_is_least_squares_of_group_and_covariate():
    """The coefficient of the group in one fit of all heats, and its standard error: nothing is left out of nine."""
    (y0, x0), (y1, x1) = races(np.random.default_rng(1), slope=0.7, heats=9)
    gap = adjusted(Fit.of(y0, x0), Fit.of(y1, x1))
    y, x = np.concatenate([y0, y1]), np.concatenate([x0, x1])
    design = np.column_stack([np.ones(18), np.repeat([0.0, 1.0], 9), x])
    coefficients, squares, *_ = np.linalg.lstsq(design, y)
    covariance = np.linalg.inv(design.T @ design) * squares[0] / 15
    assert gap.difference == pytest.approx(coefficients[1])
    assert gap.error == pytest.approx(math.sqrt(covariance[1, 1]))
    assert gap.freedom == 15


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
def test_a_machine_that_slowed_down_is_nobodys_regression(slope: float):
    """By 35 % between the races, of which the case follows nothing, half, or all: 5 % are false alarms."""
    rng = np.random.default_rng(2)
    pairs = [races(rng, slope=slope) for _ in range(400)]
    alarms = sum(adjusted(Fit.of(*a), Fit.of(*b)).p_above(0.0) <= 0.05 for a, b in pairs)
    assert alarms <= 400 * 0.05 + 3 * math.sqrt(400 * 0.05 * 0.95)
    assert alarms >= 400 * 0.05 - 3 * math.sqrt(400 * 0.05 * 0.95)


def test_what_the_code_lost_is_found_beside_a_machine_that_moved():
    """15 % over a tolerance of 5 %, where seconds alone have a spread of 10 %."""
    rng = np.random.default_rng(3)
    found = 0
    for _ in range(100):
        (y0, x0), (y1, x1) = races(rng, slope=1.0, paces=(0.0, 0.05))
        found += adjusted(Fit.of(y0, x0), Fit.of(y1 + math.log(1.15), x1)).p_above(math.log(1.05)) <= 1e-3
    assert found >= 95


def test_one_wild_heat_in_ten_hides_nothing():
    """A neighbour beside the case and not beside the loop, in one heat of each race: 15 % is found all the same."""
    rng = np.random.default_rng(5)
    found = 0
    for _ in range(100):
        (y0, x0), (y1, x1) = races(rng, slope=1.0, paces=(0.0, 0.05))
        y0[3] += 0.25
        y1[7] += 0.25
        found += adjusted(Fit.of(y0, x0), Fit.of(y1 + math.log(1.15), x1)).p_above(math.log(1.05)) <= 1e-2
    assert found >= 90


def test_a_loop_that_never_changed_says_nothing_of_a_machine_that_did():
    """Then a case slower by 30 % beside a loop slower by 30 % shows nothing; with the loop as it was, it does."""
    rng = np.random.default_rng(4)
    still, y = np.full(10, 1.0), 0.001 * rng.standard_normal(10)
    assert adjusted(Fit.of(y, still), Fit.of(y + 0.26, still + 0.26)).p_above(0.05) > 0.05
    assert adjusted(Fit.of(y, still), Fit.of(y + 0.26, still)).p_above(0.05) < 1e-6


def test_one_heat_shows_nothing():
    """The error is infinite."""
    one, ten = Fit.of([0.0], [0.0]), Fit.of([0.0] * 10, [0.0] * 10)
    assert adjusted(one, ten).p_above(0.0) == 1.0
    assert math.isinf(adjusted(ten, one).error)
