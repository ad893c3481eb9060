"""The page's one sentence, and the grid of answers under it: who wins where, by how much, from which size on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...judge.bench.figures import Standing
from ...judge.rivals import SEQUENTIAL
from ..units import count, times
from .forest import UNJUDGED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .measures import Measures
    from .records import CaseRow, CrossoverRow, FigureRow, SideRow, VerdictRow

_WON = {Standing.FASTEST.value, Standing.TIED.value}


@dataclass(frozen=True, slots=True)
class Answer:
    """Who wins a workload on an interpreter, at the largest size."""

    group: str
    side: int
    winners: tuple[str, ...]
    """More than one where they tie; none where nothing was shown."""
    speedup: float
    """Of the best of them; 1 for sequential."""
    said: str
    """How sure that is, and from where on."""


def answers(measures: Measures, cases: list[CaseRow]) -> list[Answer]:
    """Return an answer for each workload with sizes and each side that measured its largest."""
    found: dict[tuple[str, int], list[FigureRow]] = {}
    for row in measures.figures:
        case = cases[row.case]
        if case.size is not None and not case.control and row.standing:
            found.setdefault((case.group, row.side), []).append(row)
    largest: dict[str, int] = {}
    for (group, _), rows in found.items():
        largest[group] = max(largest.get(group, 0), *(cases[row.case].size or 0 for row in rows))
    crossings = {(row.group, row.side, row.strategy): row for row in measures.crossovers}
    answered = []
    for (group, side), rows in found.items():
        last = [row for row in rows if cases[row.case].size == largest[group]]
        best = sorted((row for row in last if row.standing in _WON), key=lambda row: row.floor)
        winners = tuple(cases[row.case].strategy for row in best)
        mine = [row for row in rows if winners and cases[row.case].strategy == winners[0]]
        said = _said(winners, mine, crossings.get((group, side, winners[0])) if winners else None)
        if not last:
            said = "its largest size was not measured"
        gain = 1.0 if SEQUENTIAL in winners else max((row.speedup or 1.0 for row in best), default=1.0)
        answered.append(Answer(group, side, winners, gain, said))
    return answered


def _said(winners: tuple[str, ...], mine: Sequence[FigureRow], crossing: CrossoverRow | None) -> str:
    """Say how sure a win is, and from where on; `mine` are the first winner's figures at all sizes."""
    if not winners:
        return "undecided: too few heats"
    if SEQUENTIAL in winners:
        return "nothing beats it" if len(winners) == 1 else "no gain shown"
    if crossing is not None:
        return f"from size {crossing.text}"
    everywhere = all((row.speedup or 0.0) > 1 for row in mine)
    return "at every size measured" if everywhere else "crossover not known"


def headline(found: Sequence[Answer], sides: list[SideRow], verdicts: Sequence[VerdictRow]) -> tuple[str, str]:
    """Return the sentence that answers the question, and a second one that says how it is meant."""
    if verdicts:
        return _judged(verdicts)
    decided = [answer for answer in found if answer.winners]
    if not found:
        return "No strategies to compare: times only", f"{count(len(sides), 'interpreter')} side by side"
    if not decided:
        return "Not enough heats to name a winner", "give the race a larger budget; what was measured is below"
    wins = Counter(name for answer in decided for name in answer.winners)
    what = "workloads" if len(sides) == 1 else "combinations of workload and interpreter"
    told = ", ".join(f"{name} in {often}" for name, often in wins.most_common())
    second = f"Fastest, or tied for it, at the largest size of {len(found)} {what}: {told}"
    second += f"; {len(found) - len(decided)} undecided." if len(decided) < len(found) else "."
    gaining = [answer for answer in decided if SEQUENTIAL not in answer.winners]
    if not gaining:
        return "No strategy is shown to beat sequential", second
    name = Counter(name for answer in gaining for name in answer.winners).most_common(1)[0][0]
    best = max(gaining, key=lambda answer: answer.speedup)
    where = "everywhere" if wins[name] == len(found) else f"in {wins[name]} of {len(found)}"
    second += f" Largest gain: {best.winners[0]}, {best.group} on {sides[best.side].name}."
    return f"{name} is fastest {where}; the largest gain is {times(best.speedup)}", second


def _judged(verdicts: Sequence[VerdictRow]) -> tuple[str, str]:
    verdicts = [row for row in verdicts if row.case >= 0]
    words = Counter(row.verdict for row in verdicts)
    whole = count(len(verdicts), "case" if len({row.pair for row in verdicts}) == 1 else "comparison")
    if set(words) == {UNJUDGED}:
        worst = max(verdicts, key=lambda row: row.ratio)
        title = f"{count(len(verdicts), 'ratio')}, not judged; the largest is {worst.ratio:.3f}"
        return title, f"{worst.pair}: above 1 is slower. Intervals are each case's own: a gate's verdict needs more."
    told = ", ".join(_counted(number, word) for word, number in words.items())
    shown = count(words["regression"], "regression") if words["regression"] else "No regression"
    return f"{shown} in {whole}", told


def _counted(number: int, word: str) -> str:
    """Return how many verdicts of one word there are; some of the words are nouns."""
    return count(number, word, None if word in {"regression", "improvement"} else word)
