from __future__ import annotations

import numpy as np
import pytest

from paceline.errors import PacelineError
from paceline.judge.arrays import matrix, packed

NAN = np.nan


def test_columns_that_left_early_are_filled_with_nan():
    """A case with fewer heats than the race has none of the later ones."""
    z = matrix([[1.0, 2.0, 3.0], [4.0]])
    np.testing.assert_array_equal(z, [[1.0, 4.0], [2.0, NAN], [3.0, NAN]])


def test_no_cases_and_no_heats_are_an_empty_matrix():
    """Nothing measured has the shape of nothing."""
    assert matrix([]).shape == (0, 0)
    assert matrix([[], []]).shape == (0, 2)


def test_an_infinite_ratio_names_its_column():
    """A side that took no time is an error with a place."""
    with pytest.raises(PacelineError, match="column 1"):
        matrix([[0.0], [np.inf]])


def test_packing_keeps_each_cases_own_order():
    """Values move up past heats in which the case did not run, and are counted."""
    values, count = packed(np.array([[NAN, 5.0], [1.0, NAN], [2.0, 6.0]]))
    np.testing.assert_array_equal(count, [2, 2])
    np.testing.assert_array_equal(values[:2], [[1.0, 5.0], [2.0, 6.0]])
