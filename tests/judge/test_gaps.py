from __future__ import annotations

import math

import numpy as np
import pytest

from paceline.judge.comparison import Word
from paceline.judge.gaps import Gap, GapCase, judge_gaps
from paceline.judge.profile import Margins

MARGINS = Margins(0.10, 0.15)


def case(*gaps: tuple[float, float], name: str = "x") -> GapCase:
    """Return a case of gaps in percent, each with its standard error, on 18 degrees of freedom."""
    made = tuple(Gap(math.log1p(by / 100), error / 100, 18.0) for by, error in gaps)
    return GapCase(case=name, gaps=made, margins=MARGINS, heats=10)


@pytest.mark.parametrize(
    ("gaps", "word"),
    [
        ([(20, 1)], Word.REGRESSION),
        ([(-20, 1)], Word.IMPROVEMENT),
        ([(1, 1)], Word.UNCHANGED),
        ([(11, 3)], Word.INCONCLUSIVE),
        ([(20, 1), (21, 1)], Word.REGRESSION),
        ([(20, 1), (2, 1)], Word.INCONCLUSIVE),
        ([(2, 1), (20, 1)], Word.INCONCLUSIVE),
        ([(2, 1), (3, 1)], Word.UNCHANGED),
    ],
)
def test_every_gap_must_show_it(gaps: list[tuple[float, float]], word: Word):
    """With one gap it decides; with two, in other units, what only one of them shows is not shown."""
    assert judge_gaps([case(*gaps)])[0].verdict is word


def test_an_unknown_error_shows_nothing():
    """From one process a side there is neither evidence nor an end to the interval."""
    (found,) = judge_gaps([GapCase(case="x", gaps=(Gap(1.0, math.inf, 0.0),), margins=MARGINS, heats=1)])
    assert (found.verdict, found.low, found.high) == (Word.INCONCLUSIVE, 0.0, math.inf)


def test_a_grid_at_the_tolerance_seldom_has_a_false_alarm():
    """Of 400 grids of 50 cases slower by just the tolerance, at most 5 % and three standard errors have one."""
    rng = np.random.default_rng(2)
    grids = 400
    alarms = 0
    for _ in range(grids):
        y = MARGINS.log_tolerance + 0.02 * rng.standard_normal((50, 10))
        cases = [
            GapCase(
                case="x",
                gaps=(Gap(float(row.mean()), float(row.std(ddof=1) / 10**0.5), 9.0),),
                margins=MARGINS,
                heats=10,
            )
            for row in y
        ]
        alarms += any(verdict.verdict is Word.REGRESSION for verdict in judge_gaps(cases))
    assert alarms / grids <= 0.05 + 3 * (0.05 * 0.95 / grids) ** 0.5
