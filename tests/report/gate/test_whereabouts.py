from __future__ import annotations

import math

import pytest

from paceline.judge.gate.by_interpreter import Difference, Spread, Where
from paceline.judge.gate.judgement import GateJudgement, PairJudgement
from paceline.judge.gate.speedups import CrossoverChange, SpeedupVerdict
from paceline.judge.policy import Policy
from paceline.judge.records import Clock, Quantity, Verdict, Word
from paceline.judge.stats.averages import Ratio
from paceline.judge.stats.crossover import Answer, Crossing
from paceline.judge.stats.estimate import Estimate
from paceline.report.document import Paragraph
from paceline.report.gate.whereabouts import speedups, where
from paceline.results.records import Pair

CASE = "b.py::test[workload=product-strategy=threads-size=24]"


def verdict(word: Word) -> Verdict:
    return Verdict(CASE, word, 2.5, 2.0, 3.0, 12, 8, Clock.WALL, 9.0, 6.0, 1.1, 20, (), Quantity.SPEEDUP)


def crossing(size: float | None, answer: Answer = Answer.WITHIN) -> Crossing:
    return Crossing(answer, size, 0.0, math.inf, 10)


def pair(*found: SpeedupVerdict, crossovers: tuple[CrossoverChange, ...] = ()) -> PairJudgement:
    return PairJudgement(Pair("b", "c"), "3.14t", "key", (), None, (), found, crossovers)


def told(*blocks: object) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def test_a_speed_up_that_fell_is_told_with_both_its_values():
    """And one that rose; one that was not shown to change is not reported."""
    before, after = Estimate(3.6, 3.5, 3.7, 12), Estimate(1.4, 1.36, 1.44, 12)
    found = [
        SpeedupVerdict(verdict(word), before, after) for word in (Word.REGRESSION, Word.IMPROVEMENT, Word.UNCHANGED)
    ]
    fell, rose = told(*speedups(pair(*found), " on 3.14t"))
    assert fell == "speed-up of threads on 3.14t fell from 3.60× ±2.8% to 1.40× ±2.9%: product 24"
    assert "rose" in rose


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (crossing(25), crossing(40), "threads now pays from size 40 on; before: from size 25 on"),
        (crossing(25), crossing(None, Answer.NOWHERE), "threads now never pays; before: from size 25 on"),
        (crossing(None, Answer.NOWHERE), crossing(25), "threads now pays from size 25 on; before: at no measured size"),
        (crossing(None, Answer.EVERYWHERE), crossing(25), "now pays from size 25 on; before: at every size measured"),
    ],
)
def test_a_crossover_that_moved_is_told(before: Crossing, after: Crossing, words: str):
    """From which size on a strategy pays now, and did before."""
    (line,) = told(*speedups(pair(crossovers=(CrossoverChange("product", "threads", before, after),)), ""))
    assert line.startswith("product: ")
    assert line.endswith(words)


@pytest.mark.parametrize(
    ("spread", "words"),
    [
        (Spread(Where.EVERYWHERE, ("3.11", "3.14"), ()), "slower everywhere: workload=product"),
        (
            Spread(Where.ONLY, ("3.11",), (Difference("3.11", "3.14", Ratio(1.1, 1.05, 1.15, 9), 9.0),)),
            "slower only on 3.11 (by +10.0 % more than on 3.14, +5.0 % to +15.0 %): workload=product",
        ),
        (
            Spread(Where.UNKNOWN, ("3.11",), (Difference("3.11", "3.14", Ratio(1.1, 0.9, 1.2, 9), 1.0),)),
            "slower on 3.11; not enough evidence about 3.14: workload=product",
        ),
    ],
)
def test_where_a_case_got_slower_is_told(spread: Spread, words: str):
    """Everywhere, only on some with the difference to the nearest of the others, or not enough to tell."""
    (line,) = told(*where(GateJudgement((), Policy(), 3, 6.0, 1.0, {CASE: spread})))
    assert line.startswith(words)
