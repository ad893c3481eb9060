from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from paceline.errors import ExitCode, PacelineError
from paceline.judge.gate.by_interpreter import Where
from paceline.judge.gate.judgement import confirmed, judge_gate, merge, settled
from paceline.judge.policy import Policy
from paceline.judge.records import Doubt, Word

from ..made import gated, race

if TYPE_CHECKING:
    from collections.abc import Callable

    from paceline.judge.gate.judgement import GateJudgement

GRID = {"test_a.py::test_a": 0.001, "test_a.py::test_b": 0.002}
A = "test_a.py::test_a"


def slower(*candidates: str, by: float = 1.1) -> Callable[[str, str], float]:
    """Slow one case down on these sides."""
    return lambda case, side: by if case == A and side in candidates else 1.0


def gate(
    *pythons: str, factor: Callable[[str, str], float], parts: int = 1, seed: int = 1, heats: int = 30
) -> GateJudgement:
    """Judge a made-up gate."""
    return judge_gate(*race(GRID, *gated(*pythons), factor=factor, seed=seed, heats=heats), Policy(), parts=parts)


def test_a_gate_that_shares_its_error_rate_is_judged_so_from_disk_too():
    """The threshold of a part is the same, whether its number of parts is told now or was when it raced."""
    raced, samples = race(GRID, *gated("3.11"), factor=slower())
    alone, told = (judge_gate(raced, samples, Policy(), parts=parts).threshold for parts in (1, 4))
    raced.parts = 4
    assert judge_gate(raced, samples, Policy()).threshold == told > alone


def test_a_case_is_slower_only_where_it_is():
    """Slower on 3.11 and not on 3.14, and the difference shown: only there."""
    found = gate("3.11", "3.14", factor=slower("candidate 3.11"))
    assert {case: (spread.where, spread.slower) for case, spread in found.where.items()} == {A: (Where.ONLY, ("3.11",))}
    assert found.exit_code() is ExitCode.REGRESSION


def test_a_case_that_is_slower_on_all_is_slower_everywhere():
    """Both interpreters show it."""
    found = gate("3.11", "3.14", factor=slower("candidate 3.11", "candidate 3.14"))
    assert found.where[A].where is Where.EVERYWHERE


def test_a_case_stays_until_all_interpreters_have_settled_it():
    """Settled on one and open on the other, it may leave neither, so that the difference can be told."""
    made, samples = race(GRID, *gated("3.11", "3.14"), factor=slower("candidate 3.11", by=1.055), heats=6, noise=0.003)
    words = {p.interpreter: {v.case: v.verdict for v in p.cases} for p in judge_gate(made, samples, Policy()).pairs}
    assert (words["3.11"][A], words["3.14"][A]) == (Word.INCONCLUSIVE, Word.UNCHANGED)
    assert {case for case, _ in settled(made, samples, Policy())} == {"test_a.py::test_b"}


def test_gates_of_separate_machines_make_one_verdict():
    """Each keeps its part of the error rate; where a case is slower is told over all of them."""
    one = gate("3.11", factor=slower("candidate"), parts=2)
    other = gate("3.14", factor=slower(), parts=2, seed=2)
    merged = merge([one, other])
    assert [pair.interpreter for pair in merged.pairs] == ["3.11", "3.14"]
    assert [pair.part for pair in merged.pairs] == [0, 1]
    assert merged.family == one.family + other.family
    assert one.threshold == pytest.approx(math.log(one.family / 0.025))
    assert (merged.where[A].where, merged.where[A].slower) == (Where.ONLY, ("3.11",))
    assert merged.exit_code() is ExitCode.REGRESSION
    assert merged.seconds == 60


def test_two_gates_of_one_interpreter_are_no_matrix():
    """Merged by mistake, they are named."""
    one = gate("3.14", factor=slower())
    with pytest.raises(PacelineError, match=r"two gates judge 3\.14; .*--confirm"):
        merge([one, one])


def test_no_evidence_is_no_success():
    """Where no case has the heats that a regression takes the gate is not judged, and says which budget it takes."""
    found = gate("3.14", factor=slower("candidate", by=9.0), heats=3)
    assert found.exit_code() is ExitCode.UNJUDGED
    assert found.lack is not None
    assert found.lack.seconds == 1.0
    assert found.lack.budget == pytest.approx(1.0 + 1.5 * (found.lack.heats - 1))
    once = gate("3.14", factor=slower(), heats=1).lack
    assert once is not None
    assert (once.first, once.seconds) == (1.0, 0.7)
    assert gate("3.14", factor=slower("candidate", by=9.0), heats=found.lack.heats).exit_code() is ExitCode.REGRESSION


@pytest.mark.parametrize(("again", "word"), [(1.1, Word.REGRESSION), (1.0, Word.INCONCLUSIVE)])
def test_a_regression_stands_only_if_the_second_race_shows_it(again: float, word: Word):
    """What the second race does not show is inconclusive, and says why; the other cases keep their verdicts."""
    first, second = gate("3.14", factor=slower("candidate")), gate("3.14", factor=slower("candidate", by=again), seed=2)
    found = confirmed(first, second)
    verdict = next(verdict for verdict in found.pairs[0].cases if verdict.case == A)
    assert verdict.verdict is word
    assert (Doubt.UNCONFIRMED in [caveat.kind for caveat in verdict.caveats]) is (word is Word.INCONCLUSIVE)
    assert found.pairs[0].cases[1] == first.pairs[0].cases[1]


def test_what_the_second_race_has_not_looked_at_stands():
    """A regression cannot be dismissed by a race of another interpreter."""
    first = gate("3.14", factor=slower("candidate"))
    assert confirmed(first, gate("3.11", factor=slower())).exit_code() is ExitCode.REGRESSION
