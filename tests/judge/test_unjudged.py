from __future__ import annotations

import msgspec
import pytest

from paceline.errors import ExitCode
from paceline.judge.comparison import Word
from paceline.judge.gate import judge_gate
from paceline.judge.policy import Policy
from paceline.results.records import Problem

from .made import gated, race

CASE = "t.py::test_it"


def judged(*problems: Problem, cases: tuple[str, ...] = (CASE, "t.py::test_other")) -> tuple[dict[str, Word], ExitCode]:
    """Judge a gate in which this went wrong; return the words of what has no verdict, and the exit code."""
    made, samples = race(dict.fromkeys(cases, 0.001), *gated("3.14"), heats=8)
    made.heats = (msgspec.structs.replace(made.heats[0], problems=problems), *made.heats[1:])
    found = judge_gate(made, samples, Policy())
    return {case.case: case.word for case in found.pairs[0].unjudged}, found.exit_code()


@pytest.mark.parametrize(
    ("baseline", "candidate", "word", "code"),
    [
        ("skipped", "skipped", Word.UNSUPPORTED, ExitCode.OK),
        ("untimed", "untimed", Word.UNSUPPORTED, ExitCode.OK),
        (None, "skipped", Word.FAILED, ExitCode.UNJUDGED),
        ("failed", "failed", Word.FAILED, ExitCode.UNJUDGED),
        ("failed", None, Word.ADDED, ExitCode.OK),
        ("skipped", "failed", Word.FAILED, ExitCode.UNJUDGED),
    ],
)
def test_what_went_wrong_on_either_side_has_its_word(
    baseline: str | None, candidate: str | None, word: Word, code: ExitCode
):
    """What skips itself on both sides is not supported here; what fails on the candidate alone is no success."""
    sides = {"baseline": baseline, "candidate": candidate}
    found = [Problem(side, CASE, status, "why") for side, status in sides.items() if status]
    assert judged(*found) == ({CASE: word}, code)


def test_a_file_that_only_the_baseline_cannot_collect_is_mended():
    """A commit that repairs a broken file is not red; one that breaks it is."""
    assert judged(Problem("baseline", "t_new.py", "failed", "SyntaxError")) == ({"t_new.py": Word.ADDED}, ExitCode.OK)
    assert judged(Problem("candidate", "t_new.py", "failed", "x")) == ({"t_new.py": Word.FAILED}, ExitCode.UNJUDGED)
