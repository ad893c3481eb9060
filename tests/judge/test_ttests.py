from __future__ import annotations

import math

import numpy as np
import pytest

from paceline.judge.profile import Margins
from paceline.judge.records import Word
from paceline.judge.stats.welch import Gap
from paceline.judge.ttests import GapCase, judge_gaps

MARGINS = Margins(0.10, 0.15)


@pytest.mark.parametrize(
    ("by", "error", "word"),
    [
        (20, 1, Word.REGRESSION),
        (-20, 1, Word.IMPROVEMENT),
        (1, 1, Word.UNCHANGED),
        (11, 3, Word.INCONCLUSIVE),
    ],
)
def test_a_gap_gets_its_word(by: float, error: float, word: Word):
    """By so many percent, with its standard error, on 18 degrees of freedom."""
    gap = Gap(math.log1p(by / 100), error / 100, 18.0)
    assert judge_gaps([GapCase(case="x", gap=gap, margins=MARGINS, heats=10)])[0].verdict is word


def test_an_unknown_error_shows_nothing():
    """From one process a side there is neither evidence nor an end to the interval."""
    (found,) = judge_gaps([GapCase(case="x", gap=Gap(1.0, math.inf, 0.0), margins=MARGINS, heats=1)])
    assert (found.verdict, found.low, found.high) == (Word.INCONCLUSIVE, 0.0, math.inf)


def test_two_heats_that_differ_find_nothing():
    """What could be found in a family of 800 on one degree of freedom is beyond floats, and is no error."""
    gap = Gap(0.0, 0.2, 1.0)
    found = judge_gaps([GapCase(case="x", gap=gap, margins=MARGINS, heats=2)] * 800)
    assert {(one.verdict, one.detectable) for one in found} == {(Word.INCONCLUSIVE, math.inf)}


def test_a_grid_at_the_tolerance_seldom_has_a_false_alarm():
    """Of 150 grids of 50 cases slower by just the tolerance, at most 5 % and three standard errors have one."""
    rng = np.random.default_rng(2)
    grids = 150
    alarms = 0
    for _ in range(grids):
        y = MARGINS.log_tolerance + 0.02 * rng.standard_normal((50, 10))
        cases = [
            GapCase(
                case="x",
                gap=Gap(float(row.mean()), float(row.std(ddof=1) / 10**0.5), 9.0),
                margins=MARGINS,
                heats=10,
            )
            for row in y
        ]
        alarms += any(verdict.verdict is Word.REGRESSION for verdict in judge_gaps(cases))
    assert alarms / grids <= 0.05 + 3 * (0.05 * 0.95 / grids) ** 0.5
