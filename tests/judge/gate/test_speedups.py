from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paceline.judge.gate.decide import decide
from paceline.judge.gate.judgement import judge_gate, settled
from paceline.judge.gate.speedups import crossover_changes
from paceline.judge.policy import Policy
from paceline.judge.records import Quantity, Word
from paceline.judge.rivals import scaled_cases

from ..made import case, gated, race

if TYPE_CHECKING:
    from collections.abc import Callable

    from paceline.judge.gate.judgement import PairJudgement

ALONE, THREADS = case("sequential"), case("threads")
GRID = {ALONE: 0.01, THREADS: 0.006}


def judged(factor: Callable[[str, str], float], heats: int = 30) -> PairJudgement:
    """Judge a gate of two cases, one of which has a speed-up."""
    made, samples = race(GRID, *gated("3.14"), heats=heats, factor=factor)
    return judge_gate(made, samples, Policy()).pairs[0]


def only(name: str, by: float) -> Callable[[str, str], float]:
    """Make one case take so many times as long on the candidate."""
    return lambda where, side: by if (where, side) == (name, "candidate") else 1.0


def test_a_speed_up_that_fell_is_named_as_one():
    """Threads take 1.5 times as long while sequential stays: a regression of the case, and of its speed-up."""
    pair = judged(only(THREADS, 1.5))
    (found,) = pair.speedups
    assert (found.verdict.case, found.verdict.quantity) == (THREADS, Quantity.SPEEDUP)
    assert found.verdict.verdict is Word.REGRESSION
    assert found.verdict.ratio == pytest.approx(1.5, rel=0.02)
    assert (found.before.value, found.after.value) == pytest.approx((10 / 6, 10 / 9), rel=0.02)
    assert {verdict.case: verdict.verdict for verdict in pair.cases}[THREADS] is Word.REGRESSION


def test_what_slows_everything_leaves_speed_ups_alone():
    """Twice the time on both cases: two regressions, and none of the speed-up."""
    pair = judged(lambda _, side: 2.0 if side == "candidate" else 1.0)
    assert [verdict.verdict for verdict in pair.cases] == [Word.REGRESSION] * 2
    assert pair.speedups[0].verdict.verdict is Word.UNCHANGED


def test_a_faster_sequential_is_nobodys_regression():
    """Where sequential takes half the time and threads what they took, the speed-up is halved: that is no alarm."""
    pair = judged(only(ALONE, 0.5))
    assert pair.speedups[0].verdict.verdict is not Word.REGRESSION
    assert pair.speedups[0].after.value == pytest.approx(10 / 12, rel=0.02)


@pytest.mark.parametrize("by", [0.5, 2.0])
def test_a_guard_that_is_false_is_never_a_regression(by: float):
    """With one of the two nulls true, at most 5 % of cases cross a 5 % level, however false the other is."""
    rng = np.random.default_rng(5)
    cases = 2000
    z, guard = 0.02 * rng.standard_normal((2, 25, cases))
    z += math.log(by) if by > 1 else 0.0
    guard += 0.0 if by > 1 else -math.log(by)
    words = decide(z, np.zeros(cases), np.full(cases, 0.001), math.log(20), guard).words()
    assert words.count(Word.REGRESSION) <= 0.05 * cases


def test_sequential_stays_while_a_speed_up_over_it_is_open():
    """A sequential case that is settled itself runs on until the case that is compared with it is settled too."""
    made, samples = race(GRID, *gated("3.14"), heats=6, noise=0.003, factor=only(THREADS, 1.055))
    words = {verdict.case: verdict.verdict for verdict in judge_gate(made, samples, Policy()).pairs[0].cases}
    assert words == {ALONE: Word.UNCHANGED, THREADS: Word.INCONCLUSIVE}
    assert settled(made, samples, Policy()) == {}


def test_a_case_without_a_sequential_one_has_no_speed_up():
    """Nor has one worker, which is a control."""
    made, _ = race(
        {THREADS: 1.0, case("threads", workers=1): 1.0, case("threads", 9): 1.0, case("sequential", 9): 1.0},
        *gated("3.14"),
        heats=1,
    )
    assert scaled_cases(made) == {case("threads", 9): case("sequential", 9)}


def test_a_crossover_that_moved_is_found():
    """Threads that cost three times as much pay from a larger size on."""
    grid = {case("sequential", size): size * 1e-3 for size in (2, 8, 32)}
    grid |= {case("threads", size): 0.003 + size * 0.5e-3 for size in (2, 8, 32)}
    made, samples = race(grid, *gated("3.14"), heats=10)
    assert list(crossover_changes(made, samples, made.pairs[0])) == []
    dearer = {name: 0.006 / seconds + 1 for name, seconds in grid.items() if "threads" in name}
    made, samples = race(
        grid, *gated("3.14"), heats=10, factor=lambda n, side: dearer.get(n, 1) if side == "candidate" else 1
    )
    (moved,) = crossover_changes(made, samples, made.pairs[0])
    assert (moved.workload, moved.strategy) == ("product", "threads")
    assert moved.before.high < moved.after.low


@pytest.mark.parametrize("size", ["small", "0", "²"])
def test_a_size_that_is_no_number_has_no_crossover(size: str):
    """A suite may call its sizes what it likes: its cases are judged, and no size is looked for between them."""
    named = "t.py::test_it[workload=w-strategy={}-size={}]"
    grid = {named.format(strategy, each): 0.001 for strategy in ("sequential", "threads") for each in (size, "5")}
    made, samples = race(grid, *gated("3.14"), heats=6)
    assert scaled_cases(made)
    assert list(crossover_changes(made, samples, made.pairs[0])) == []
    assert len(judge_gate(made, samples, Policy()).pairs[0].cases) == 4
