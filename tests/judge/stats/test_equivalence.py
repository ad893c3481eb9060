from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from paceline.judge.stats.equivalence import FIRST_LOOK, TRIM, TRIM_LIVE, trimmed_means, within_margin

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats

HEATS = arrays(np.float64, st.tuples(st.integers(2, 25), st.integers(1, 3)), elements=st.floats(-0.2, 0.2))
MARGIN = np.log1p(0.015)


@pytest.mark.parametrize("trim", [TRIM, TRIM_LIVE])
@pytest.mark.parametrize("heats", [4, 9, 10, 19, 20, 37])
def test_the_trimmed_t_is_scipys(heats: int, trim: float):
    """Yuen's t against a second sample of zeros has no spread there: one sample's t is left, and its freedom."""
    z = 0.01 * np.random.default_rng(heats).standard_normal((heats, 1)) + 0.003
    m = trimmed_means(z, trim).last()
    yuen = stats.ttest_ind(z[:, 0], np.zeros(heats), equal_var=False, trim=trim)
    np.testing.assert_allclose([m.mean[0] / m.error[0], m.freedom[0]], [yuen.statistic, yuen.df])


def test_fewer_than_ten_heats_are_students_t():
    """With nothing to trim, statistic and limits are scipy's plain one-sample t, on nine of Student's patients."""
    z = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0])[:, None]
    m = trimmed_means(z).last()
    t = stats.ttest_1samp(z[:, 0], 0.0)
    np.testing.assert_allclose(m.mean[0] / m.error[0], t.statistic)
    np.testing.assert_allclose(m.mean[0] - m.bound(0.025)[0], t.confidence_interval(0.95).low)


@given(HEATS, st.floats(-0.1, 0.1))
def test_means_move_with_the_heats_and_turn_with_them(z: Floats, shift: float):
    """The mean of z + c is the mean + c, that of -z its negative, and the error is the same."""
    m, moved, turned = trimmed_means(z), trimmed_means(z + shift), trimmed_means(-z)
    np.testing.assert_allclose(moved.mean, m.mean + shift, atol=1e-12)
    np.testing.assert_allclose(turned.mean, -m.mean, atol=1e-12)
    np.testing.assert_allclose(turned.error, m.error, atol=1e-12)


@given(HEATS)
def test_nothing_is_unchanged_before_the_fourth_heat(z: Floats):
    """However wide the margin, three heats are not looked at, and with a margin that holds everything the fourth is."""
    wide = np.full(z.shape[1], 10.0)
    enough = np.arange(len(z)) >= FIRST_LOOK - 1
    np.testing.assert_array_equal(within_margin(z, wide).all(axis=1), enough)


def test_the_side_on_which_a_regression_would_be_missed_is_the_stricter():
    """Somewhat slower heats stay in the race where as much faster ones are unchanged."""
    z = 0.006 + 0.01 * np.linspace(-1, 1, 6)[:, None]
    assert not within_margin(z, np.array([MARGIN]))[-1, 0]
    assert within_margin(-z, np.array([MARGIN]))[-1, 0]


def test_absent_heats_change_nothing():
    """A case keeps its mean through heats in which it did not run, and has none before its first."""
    z = np.array([[np.nan], [0.01], [0.03], [np.nan]])
    m = trimmed_means(z)
    assert np.isnan(m.mean[0, 0])
    np.testing.assert_allclose(m.mean[1:, 0], [0.01, 0.02, 0.02])
    assert np.isinf(m.error[1, 0])


def test_one_wild_heat_in_five_is_left_out():
    """From five heats on, a single heat off by 60 % does not keep a quiet case in the race."""
    z = 0.002 * np.random.default_rng(1).standard_normal((6, 1))
    z[1] = 0.47
    done = within_margin(z, np.array([MARGIN]))[:, 0]
    assert not done[3]
    assert done[5]


def test_a_quiet_slowdown_beyond_the_margin_is_never_unchanged():
    """Heats that agree to 0.05 % about +2 % are not within 1.5 %, however many: clipped about zero they would be."""
    z = 0.02 + 0.0005 * np.random.default_rng(2).standard_normal((60, 200))
    assert not within_margin(z, np.full(200, MARGIN)).any()


@pytest.mark.parametrize(("slower", "most"), [(np.log1p(0.02), 0.01), (MARGIN, 0.08)])
def test_few_slower_cases_are_ever_called_unchanged(slower: float, most: float):
    """Looked at after each of 12 heats: under 1 % of cases 2 % slower, a few of those slower by just the margin."""
    z = slower + 0.0115 * np.random.default_rng(3).standard_normal((12, 4000))
    assert within_margin(z, np.full(4000, MARGIN)).any(axis=0).mean() < most


def test_evidence_of_a_change_makes_it_harder():
    """What 10 to 1 speaks against must be shown at a tenth of the level; evidence against a change helps nothing."""
    z = 0.006 + 0.004 * np.random.default_rng(5).standard_normal((8, 2000))
    usual, doubted, denied = (
        within_margin(z, np.full(2000, MARGIN), None, evidence).mean() for evidence in (0.0, np.log(10), -np.log(10))
    )
    strict = trimmed_means(z, TRIM_LIVE)
    shown = (strict.mean + strict.bound(0.001) < MARGIN)[FIRST_LOOK - 1 :].sum() / z.size
    assert denied == usual > doubted == shown


def test_clean_cases_leave_soon():
    """With a heat's usual noise half of the clean cases are unchanged after 7 heats and nearly all after 15."""
    z = 0.0115 * np.random.default_rng(4).standard_normal((15, 2000))
    done = np.maximum.accumulate(within_margin(z, np.full(2000, MARGIN)), axis=0).mean(axis=1)
    assert done[6] > 0.5
    assert done[14] > 0.95
