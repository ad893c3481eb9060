from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from paceline.errors import ExitCode
from paceline.judge.gate.judgement import judge_gate
from paceline.judge.policy import Policy
from paceline.judge.records import Word
from paceline.results.records import Problem
from paceline.side.outcome import SHARED

from ..made import gated, race

if TYPE_CHECKING:
    from collections.abc import Collection

    from paceline.judge.gate.judgement import GateJudgement

CASE, OTHER = "t.py::test_it", "t.py::test_other"
ALWAYS = range(1, 21)


def judged(*problems: Problem, heats: Collection[int] = ALWAYS, factor: float = 1.0) -> GateJudgement:
    """Judge a gate of two cases in which this went wrong in these heats; `CASE` takes `factor` times as long."""
    slower = lambda case, side: factor if (case, side) == (CASE, "candidate") else 1.0  # noqa: E731
    made, samples = race(dict.fromkeys((CASE, OTHER), 0.001), *gated("3.14"), factor=slower, noise=0.002)
    made.heats = tuple(
        msgspec.structs.replace(heat, problems=problems if heat.number in heats else ()) for heat in made.heats
    )
    return judge_gate(made, samples, Policy())


def told(found: GateJudgement) -> tuple[dict[str, Word], ExitCode]:
    """Return the words of what has no verdict, and the exit code."""
    return {case.case: case.word for case in found.pairs[0].unjudged}, found.exit_code()


@pytest.mark.parametrize(
    ("baseline", "candidate", "word", "code"),
    [
        ("skipped", "skipped", Word.UNSUPPORTED, ExitCode.OK),
        ("untimed", "untimed", Word.UNSUPPORTED, ExitCode.OK),
        (None, "skipped", Word.FAILED, ExitCode.UNJUDGED),
        (None, "crashed", Word.FAILED, ExitCode.UNJUDGED),
        ("failed", "failed", Word.FAILED, ExitCode.UNJUDGED),
        ("hung", None, Word.FIXED, ExitCode.OK),
        ("GIL back", None, Word.FAILED, ExitCode.UNJUDGED),
        (None, "GIL back", Word.FAILED, ExitCode.UNJUDGED),
        ("skipped", "failed", Word.FAILED, ExitCode.UNJUDGED),
    ],
)
def test_what_always_goes_wrong_has_the_word_of_the_sides_on_which_it_does(
    baseline: str | None, candidate: str | None, word: Word, code: ExitCode
):
    """What skips itself on both sides is not supported here; what fails on the candidate alone is no success."""
    sides = {"baseline": baseline, "candidate": candidate}
    found = [Problem(side, CASE, status, "why") for side, status in sides.items() if status]
    assert told(judged(*found)) == ({CASE: word}, code)


def test_a_resource_that_the_candidate_may_have_held_is_no_mended_case():
    """A baseline that met an occupied port is no evidence that the candidate is better."""
    found = judged(Problem("baseline", CASE, "failed", f"Address already in use{SHARED}"))
    assert told(found) == ({CASE: Word.FAILED}, ExitCode.UNJUDGED)


def test_a_file_that_only_the_baseline_cannot_collect_is_mended():
    """A commit that repairs a broken file is not red; one that breaks it is."""
    for side, word, code in (
        ("baseline", Word.FIXED, ExitCode.OK),
        ("candidate", Word.FAILED, ExitCode.UNJUDGED),
    ):
        assert told(judged(Problem(side, "t_new.py", "failed", "x"), heats=[1])) == ({"t_new.py": word}, code)


@pytest.mark.parametrize("side", ["baseline", "candidate"])
@pytest.mark.parametrize(("factor", "word"), [(2.0, Word.REGRESSION), (1.0, Word.UNCHANGED)])
def test_a_case_that_fails_now_and_then_is_judged_by_its_other_heats(side: str, factor: float, word: Word):
    """Whichever side fails, a slowdown that the finished heats show is a regression; what failed is named beside it."""
    found = judged(Problem(side, CASE, "failed", "port in use"), heats=[1, 7], factor=factor)
    verdict = found.pairs[0].cases[0]
    assert (verdict.verdict, verdict.heats) == (word, 18)
    assert told(found) == ({}, ExitCode.REGRESSION if word is Word.REGRESSION else ExitCode.OK)
    assert [str(mishap) for mishap in found.pairs[0].mishaps] == [f"failed on the {side} in 2 of 20 heats: port in use"]


@pytest.mark.parametrize("side", ["baseline", "candidate"])
def test_a_case_that_fails_too_often_to_be_decided_is_failed(side: str):
    """It is no success, and no inconclusive case either; the other case keeps its verdict."""
    found = judged(Problem(side, CASE, "failed", "flaky"), heats=range(3, 21))
    assert told(found) == ({CASE: Word.FAILED}, ExitCode.UNJUDGED)
    assert found.pairs[0].unjudged[0].reason == f"failed on the {side} in 18 of 20 heats: flaky"
    assert [verdict.case for verdict in found.pairs[0].cases] == [OTHER]


def test_a_failed_case_counts_in_no_mean():
    """Of two cases the one that fails is ten times as slow in its two finished heats; the suite is the other one."""
    found = judged(Problem("candidate", CASE, "failed", "x"), heats=range(3, 21), factor=10.0)
    assert found.pairs[0].suite is None


@pytest.mark.parametrize(
    ("side", "word", "code"),
    [("candidate", Word.FAILED, ExitCode.UNJUDGED), ("baseline", Word.FIXED, ExitCode.OK)],
)
def test_cases_of_a_file_that_cannot_be_collected_have_its_reason(side: str, word: Word, code: ExitCode):
    """They are neither removed nor added; the file is not named a second time as if it were a case."""
    gone = "t_new.py::test_gone"
    made, samples = race(dict.fromkeys((CASE, gone), 0.001), *gated("3.14"), noise=0.002)
    samples = samples.without({(gone, name): ALWAYS for name in ("baseline", "candidate")})
    lost = msgspec.structs.replace(made.cases[1], missing_on=(side,))
    broken = (Problem(side, "t_new.py", "failed", "collect: SyntaxError: invalid syntax (line 3)"),)
    heats = tuple(msgspec.structs.replace(heat, problems=broken if heat.number == 1 else ()) for heat in made.heats)
    found = judge_gate(msgspec.structs.replace(made, cases=(made.cases[0], lost), heats=heats), samples, Policy())
    assert told(found) == ({gone: word}, code)
    assert found.pairs[0].unjudged[0].reason.endswith("(line 3)")
