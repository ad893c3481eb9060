"""What a gate's numbers mean in words: which speed-ups fell, which crossovers moved, on which interpreters it is so."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...judge.gate.by_interpreter import Where
from ...judge.records import Word
from ...judge.stats.crossover import Answer
from ...results import caseid
from ..document import Note, Paragraph
from ..units import change, doubt, interval, times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...judge.gate.by_interpreter import Difference, Spread
    from ...judge.gate.judgement import GateJudgement, PairJudgement
    from ...judge.stats.crossover import Crossing
    from ...judge.stats.estimate import Estimate


def speedups(pair: PairJudgement, on: str) -> Iterator[Paragraph]:
    """Report each speed-up that fell or rose, and each strategy that now pays from another size."""
    for found in pair.speedups:
        word = found.verdict.verdict
        if word in {Word.REGRESSION, Word.IMPROVEMENT}:
            parameters = caseid.split(found.verdict.case).parameters
            rest = " ".join(value for name, value in parameters.items() if name != "strategy")
            fell = "fell" if word is Word.REGRESSION else "rose"
            text = (
                f"speed-up of {parameters['strategy']}{on} {fell} from {_times(found.before)} to {_times(found.after)}"
            )
            yield Paragraph(f"{text}: {rest}" if rest else text, "bad" if word is Word.REGRESSION else "good")
    for moved in pair.crossovers:
        text = f"{moved.workload}{on}: {moved.strategy} now {_pays(moved.after)}; before: {_before(moved.before)}"
        yield Paragraph(text, notes=(Note("sizes from which a strategy beats sequential, by 95 % intervals"),))


def _times(found: Estimate) -> str:
    return f"{times(found.value)} {doubt(found.doubt)}" if math.isfinite(found.doubt) else times(found.value)


def _pays(crossing: Crossing) -> str:
    return "pays " + _before(crossing) if crossing.answer is not Answer.NOWHERE else "never pays"


def _before(crossing: Crossing) -> str:
    match crossing.answer:
        case Answer.EVERYWHERE:
            return "at every size measured"
        case Answer.NOWHERE:
            return "at no measured size"
        case _:
            return f"from size {crossing.size:.3g} on"


def where(judgement: GateJudgement) -> Iterator[Paragraph]:
    """Say of each case that got slower on any of several interpreters whether it did so everywhere."""
    cases: dict[str, list[str]] = {}
    for case, spread in judgement.where.items():
        cases.setdefault(_words(spread), []).append(caseid.name(case))
    for words, names in cases.items():
        yield Paragraph(f"{words}: {', '.join(names)}", "bad")


def _words(spread: Spread) -> str:
    slower = " and ".join(spread.slower)
    match spread.where:
        case Where.EVERYWHERE:
            return "slower everywhere"
        case Where.ONLY:
            least = min(spread.differences, key=lambda difference: difference.ratio.value)
            return f"slower only on {slower} ({_difference(least)})"
        case _:
            others = " and ".join(dict.fromkeys(difference.other for difference in spread.differences))
            return f"slower on {slower}; not enough evidence about {others}"


def _difference(found: Difference) -> str:
    """Say by how much more a case slowed down on one interpreter than on the nearest of the others."""
    ratio = found.ratio
    return f"by {change(ratio.value)} more than on {found.other}, {interval(ratio.low, ratio.high)}"
