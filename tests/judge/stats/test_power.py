from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.judge.stats.evidence import LAMBDAS, STAKES, log_evidence
from paceline.judge.stats.power import EFFECTS, HEATS, POWER, THRESHOLDS, detectable, fewest_heats, heats_needed
from paceline.judge.stats.scale import USUAL_SCALE

EFFECT, LEVEL = st.floats(0.05, 20), st.floats(2.5, 18)


def test_the_table_belongs_to_these_bets():
    """Other bets need another table: `python studies/replay --table`."""
    parts = {0.25: 1 / 15, 0.5: 2 / 15, 1.0: 4 / 15, 2.0: 4 / 15, 4.0: 4 / 15}
    assert parts == LAMBDAS
    assert STAKES == (0.95, 0.75)
    assert np.shape(HEATS) == (len(EFFECTS), len(THRESHOLDS))


@pytest.mark.parametrize(("row", "column"), [(4, 2), (5, 3), (6, 5), (7, 7), (9, 0)])
def test_the_table_agrees_with_a_simulation(row: int, column: int):
    """With so many heats four of five cases have crossed, and with a tenth fewer, fewer have."""
    heats = HEATS[row][column]
    rng = np.random.default_rng(row)
    z = USUAL_SCALE * (EFFECTS[row] + rng.standard_normal((heats + 3, 3000)))
    crossed = np.maximum.accumulate(log_evidence(z, 0.0), axis=0) >= THRESHOLDS[column]
    assert crossed[heats + 1].mean() >= POWER
    assert crossed[max(int(0.9 * heats) - 2, 0)].mean() < POWER


@pytest.mark.parametrize(("threshold", "fewest"), [(math.log(31 / 0.05), 11), (math.log(1001 / 0.05), 16)])
def test_the_fewest_heats_are_those_of_a_race_that_goes_all_one_way(threshold: float, fewest: int):
    """In that many heats evidence without a doubt gets there, and in one fewer it does not."""
    assert fewest_heats(threshold) == fewest
    path = log_evidence(np.full((fewest, 1), 100.0), 0.0)[:, 0]
    assert path[-1] >= threshold > path[-2]


@given(EFFECT, EFFECT, LEVEL, LEVEL)
def test_smaller_effects_and_higher_thresholds_take_more_heats(
    effect: float, other: float, threshold: float, higher: float
):
    """Heats needed fall with the effect and rise with the threshold."""
    small, large = sorted((effect, other))
    low, high = sorted((threshold, higher))
    few, more, most = (heats_needed(e, 1.0, t) for e, t in ((large, low), (small, low), (small, high)))
    assert few is not None
    assert more is not None
    assert most is not None
    assert few <= more <= most


@given(st.floats(0.1, 3.0), LEVEL, st.floats(0.001, 0.2))
def test_what_is_detectable_takes_the_heats_there_are(effect: float, threshold: float, scale: float):
    """The two functions are each other's inverse, and both scale with the noise."""
    heats = heats_needed(effect * scale, scale, threshold)
    assert heats is not None
    assert detectable(heats, scale, threshold) <= effect * scale * 1.001
    assert heats_needed(effect, 1.0, threshold) == pytest.approx(heats, abs=1)


def test_nothing_is_detectable_in_too_few_heats():
    """Below the fewest heats no slowdown of any size is."""
    assert detectable(0, 0.01, 6.4) == math.inf
    assert detectable(9, 0.01, 6.4) == math.inf
    assert detectable(14, 0.01, 6.4) < 0.03


def test_no_number_of_heats_shows_what_is_tolerated():
    """An effect of nothing above the tolerance has no answer."""
    assert heats_needed(0.0, 0.01, 6.4) is None
