from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from paceline.judge.stats.averages import geometric_means, mean_over_cases, mean_over_heats

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats


def test_few_heats_have_students_interval():
    """With fewer than ten heats the interval is the t interval of the logarithms."""
    y = np.array([0.1, 0.2, np.nan, 0.15, 0.3])
    ratio = mean_over_heats(y).ratio(0.95)
    t = stats.ttest_1samp(y[~np.isnan(y)], 0).confidence_interval(0.95)
    np.testing.assert_allclose(np.log([ratio.value, ratio.low, ratio.high]), [0.1875, float(t.low), float(t.high)])
    assert ratio.heats == 4


@pytest.mark.parametrize(("y", "heats"), [([], 0), ([np.nan], 0), ([0.3], 1)])
def test_one_heat_or_none_has_no_end(y: list[float], heats: int):
    """Where the spread is unknown the interval is everything."""
    ratio = mean_over_heats(np.array(y, dtype=float)).ratio(0.95)
    assert (ratio.low, ratio.high, ratio.heats) == (0.0, math.inf, heats)


def test_one_case_is_its_own_mean():
    """The mean over one case is that case's, with the same error where nothing is clipped."""
    y = np.linspace(-0.02, 0.05, 8)
    alone, cases = mean_over_heats(y), mean_over_cases(y[:, None])
    np.testing.assert_allclose([cases.mean, cases.error], [alone.mean, alone.error])


def test_what_cases_share_in_a_heat_is_counted_once():
    """Thirty copies of a case know no more than one."""
    y = 0.01 * np.random.default_rng(1).standard_normal((12, 1))
    one, many = mean_over_cases(y), mean_over_cases(np.repeat(y, 30, axis=1))
    np.testing.assert_allclose([many.mean, many.error], [one.mean, one.error])


def test_cases_that_differ_much_count_alike():
    """With one case at +30 % and nine at 0 the mean is 3 %, although that one ran longer."""
    z = 0.005 * np.random.default_rng(2).standard_normal((20, 10))
    z[:, 0] += 0.3
    z[6:, 1:] = np.nan
    assert mean_over_cases(z).mean == pytest.approx(0.03, abs=0.003)


def test_permuting_cases_changes_nothing_and_moving_all_moves_it():
    """The mean is symmetric in its cases and follows a shift of all."""
    z = 0.01 * np.random.default_rng(3).standard_normal((9, 5))
    here = mean_over_cases(z)
    assert mean_over_cases(z[:, ::-1]).mean == pytest.approx(here.mean)
    assert mean_over_cases(z + 0.1).mean == pytest.approx(here.mean + 0.1)


@pytest.mark.parametrize("z", [np.empty((0, 3)), np.full((4, 3), np.nan), np.zeros((1, 3))])
def test_without_two_heats_the_error_is_unknown(z: Floats):
    """No heats, no values, and one heat have no error."""
    assert mean_over_cases(z).error == math.inf


def test_groups_have_their_geometric_means():
    """Two cases at 1.1 and 1.21 have a mean of 1.155 with an interval about it; groups are taken by themselves."""
    z = np.log([1.1, 1.21, 2.0]) + 0.01 * np.random.default_rng(4).standard_normal((9, 3))
    means = geometric_means(z, {"loop": [0, 1], "all": [0, 1, 2]})
    assert means["loop"].value == pytest.approx(math.sqrt(1.1 * 1.21), rel=0.01)
    assert means["loop"].low < means["loop"].value < means["loop"].high < means["all"].value


def test_a_case_of_one_heat_does_not_make_a_mean_precise():
    """Beside cases of ten heats it does not count; alone it says nothing of its error."""
    z = 0.01 * np.random.default_rng(1).standard_normal((10, 3))
    z[1:, 2] = np.nan
    z[0, 2] = 0.9
    assert mean_over_cases(z) == mean_over_cases(z[:, :2])
    assert math.isinf(mean_over_cases(z[:, 2:]).error)


def test_a_case_of_two_heats_widens_the_interval():
    """Its own two heats know little of its mean, and it weighs as much as the others where cases differ much."""
    z = 0.01 * np.random.default_rng(1).standard_normal((12, 3)) + [0.0, 0.5, 1.0]
    few = z.copy()
    few[2:, 2] = np.nan
    assert mean_over_cases(few).bound(0.025) > 2 * mean_over_cases(z).bound(0.025)


def test_one_wild_heat_of_nine_moves_no_mean():
    """It is too few heats to trim one; clipped, it moves the mean of these cases by less than their noise."""
    z = 0.01 * np.random.default_rng(2).standard_normal((9, 4))
    wild = z.copy()
    wild[0, :2] -= 0.5
    assert mean_over_cases(wild).mean == pytest.approx(mean_over_cases(z).mean, abs=0.004)
