from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paceline.judge.gate.by_interpreter import Where, where_slower
from paceline.judge.profile import Margins
from paceline.judge.records import Word

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats
    from paceline.judge.gate.by_interpreter import Spread

MARGINS = Margins(0.0025, 0.015)
THRESHOLD = math.log(100 / 0.05)
SLOWER, SAME, OPEN = Word.REGRESSION, Word.UNCHANGED, Word.INCONCLUSIVE


def noise(seed: int, heats: int = 25) -> Floats:
    """Draw a case's heats on one interpreter."""
    return 0.01 * np.random.default_rng(seed).standard_normal(heats)


def told(words: dict[str, Word], shifts: tuple[float, ...], heats: int = 25) -> Spread:
    """Ask where a case got slower."""
    z = {name: noise(i, heats) + shifts[i] for i, name in enumerate(words)}
    return where_slower(words, z, MARGINS, THRESHOLD)


def test_nowhere_and_everywhere_need_no_difference():
    """No regression is nowhere; a regression on each is everywhere."""
    assert told({"3.13": SAME, "3.14": OPEN}, (0, 0)).where is Where.NOWHERE
    found = told({"3.13": SLOWER, "3.14": SLOWER}, (0.05, 0.05))
    assert (found.where, found.slower) == (Where.EVERYWHERE, ("3.13", "3.14"))


def test_only_on_one_is_said_when_the_difference_to_each_other_is_shown():
    """5 % on 3.11 and nothing on two others: only there, with both differences and their intervals."""
    found = told({"3.11": SLOWER, "3.13": SAME, "pypy": SAME}, (0.05, 0, 0))
    assert (found.where, found.slower) == (Where.ONLY, ("3.11",))
    assert [(d.slower, d.other) for d in found.differences] == [("3.11", "3.13"), ("3.11", "pypy")]
    for difference in found.differences:
        assert 1.0025 < difference.ratio.low <= difference.ratio.value <= difference.ratio.high
        assert difference.evidence >= THRESHOLD


def test_one_found_and_one_not_yet_is_not_a_difference():
    """With the same slowdown on both, and evidence enough on one only, it is not enough to tell."""
    found = told({"3.13": SLOWER, "3.14": OPEN}, (0.02, 0.02))
    assert (found.where, found.slower) == (Where.UNKNOWN, ("3.13",))


@pytest.mark.parametrize(
    ("word", "shift", "where"), [(SAME, 0.5, Where.ONLY), (OPEN, 0.5, Where.UNKNOWN), (SAME, 0.005, Where.UNKNOWN)]
)
def test_a_case_that_left_early_on_one(word: Word, shift: float, where: Where):
    """Six common heats show no difference; that it is within its margin there, and far beyond it here, does."""
    z = {"3.13": noise(1) + shift, "3.14": noise(2)[:6]}
    assert where_slower({"3.13": SLOWER, "3.14": word}, z, MARGINS, THRESHOLD).where is where


def test_no_common_heat_leaves_it_open():
    """Interpreters that never ran in the same heats have no difference, and an interval of everything."""
    z = {"a": np.array([0.1, np.nan]), "b": np.array([np.nan, 0.1])}
    found = where_slower({"a": SLOWER, "b": SAME}, z, MARGINS, THRESHOLD)
    assert found.where is Where.UNKNOWN
    assert (found.differences[0].ratio.low, found.differences[0].ratio.high) == (0.0, math.inf)


def test_equal_slowdowns_are_hardly_ever_identified():
    """Of 300 cases slower by the same on both, at most 5 % are said to be so on one only at that level."""
    rng = np.random.default_rng(3)
    wrong = 0
    for _ in range(300):
        z = {"a": 0.05 + 0.02 * rng.standard_t(3, 30), "b": 0.05 + 0.02 * rng.standard_t(3, 30)}
        wrong += where_slower({"a": SLOWER, "b": OPEN}, z, MARGINS, math.log(20)).where is Where.ONLY
    assert wrong <= 15
