from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.judge.bench.versions import ALL, across, references_of, slower_than_before
from paceline.judge.records import Word

from ..made import case, race, side

if TYPE_CHECKING:
    from paceline.results.records import Side

GRID = {case("sequential"): 0.01, case("threads"): 0.006, case("sequential", workload="loop"): 0.02}

PLAIN = {python: side(python, python) for python in ("3.12", "3.13", "3.14")}
FREE = side("3.14t", "3.14", abi="t", gil=False)
WITH_GIL = side("3.14t+gil", "3.14", abi="t", gil=True)
JIT = side("3.14+jit", "3.14", jit=True)
PYPY = side("pypy", "3.13", implementation="pypy", jit=True)
FIELD = [*PLAIN.values(), FREE, WITH_GIL, JIT, PYPY]


@pytest.mark.parametrize(
    ("one", "reference"),
    [
        (PLAIN["3.12"], []),
        (PLAIN["3.13"], ["3.12"]),
        (PLAIN["3.14"], ["3.13"]),
        (FREE, ["3.14", "3.14t+gil"]),
        (WITH_GIL, ["3.14"]),
        (JIT, ["3.14"]),
        (PYPY, ["3.13"]),
    ],
)
def test_each_is_compared_with_what_people_would_compare_it_with(one: Side, reference: list[str]):
    """A version with the one before it, a free-threaded build, a JIT and PyPy with the plain build of their version.

    And a build without a GIL with itself with one.
    """
    assert [found.name for found in references_of(one, FIELD)] == reference


def test_a_gap_in_the_versions_is_bridged():
    """Without 3.13 its followers are compared with 3.12."""
    assert references_of(PLAIN["3.14"], [PLAIN["3.12"], PLAIN["3.14"]]) == [PLAIN["3.12"]]
    assert references_of(FREE, [PLAIN["3.12"], FREE]) == [PLAIN["3.12"]]


def test_a_newer_python_that_is_slower_in_a_case_is_found():
    """A third slower in one workload on 3.14: that case, its workload's mean, an alarm; the others are unchanged."""
    loop = case("sequential", workload="loop")
    made = race(GRID, list(PLAIN.values()), heats=6, factor=lambda c, s: 1.3 if (c, s) == (loop, "3.14") else 1.0)
    found = {one.side: one for one in across(*made)}
    assert found["3.14"].reference == "3.13"
    assert [verdict.case for verdict in found["3.14"].called(Word.REGRESSION)] == [loop]
    assert len(found["3.14"].called(Word.UNCHANGED)) == 2
    means = found["3.14"].means
    assert means["workload loop"].value == pytest.approx(1.3, rel=0.02)
    assert means["workload product"].high < 1.02
    assert means[ALL].value == pytest.approx(1.3 ** (1 / 3), rel=0.02)
    assert slower_than_before(list(found.values())) == [found["3.14"]]


def test_a_variant_that_is_slower_is_no_alarm():
    """A free-threaded build is no newer version of the plain one."""
    made = race(GRID, [PLAIN["3.14"], FREE], heats=6, factor=lambda _, s: 1.5 if s == "3.14t" else 1.0)
    (found,) = across(*made)
    assert len(found.called(Word.REGRESSION)) == 3
    assert slower_than_before([found]) == []


def test_one_reference_can_be_chosen_for_all():
    """And must be one of the sides."""
    made = race(GRID, FIELD, heats=3)
    assert {(one.side, one.reference) for one in across(*made, "3.13")} == {
        (name, "3.13") for name in ("3.12", "3.14", "3.14t", "3.14t+gil", "3.14+jit", "pypy")
    }
    with pytest.raises(PacelineError, match=r"--reference 2\.7: there is no such side"):
        across(*made, "2.7")


def test_one_heat_shows_nothing():
    """Without a spread there is no verdict, and no end to the intervals."""
    (found,) = across(*race(GRID, [PLAIN["3.13"], PLAIN["3.14"]], heats=1))
    assert {verdict.verdict for verdict in found.verdicts} == {Word.INCONCLUSIVE}
