"""The page's one sentence, and the one under it: who wins where, and by how much."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ...judge.rivals import SEQUENTIAL
from ..units import count, counted, times
from .forest import UNJUDGED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...judge.bench.judgement import Answer
    from .records import SideRow, VerdictRow


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
    listed = ", ".join(f"{name} in {often}" for name, often in wins.most_common())
    second = f"Fastest, or not shown to be slower, at the largest size of {len(found)} {what}: {listed}"
    second += f"; {len(found) - len(decided)} undecided." if len(decided) < len(found) else "."
    gaining = [answer for answer in decided if SEQUENTIAL not in answer.winners]
    if not gaining:
        return "No strategy is shown to beat sequential", second
    name = Counter(name for answer in gaining for name in answer.winners).most_common(1)[0][0]
    title = f"{name} is fastest {_where(name, found, sides)}"
    best = max(gaining, key=_gain)
    if best.speedup is None:
        return title, second
    second += f" Largest gain: {best.winners[0]}, {best.workload} on {best.side}."
    return f"{title}; the largest gain is {times(best.speedup.value)}", second


def _gain(answer: Answer) -> float:
    return answer.speedup.value if answer.speedup else 0.0


def _where(name: str, found: Sequence[Answer], sides: list[SideRow]) -> str:
    """Say in how many of the answers a strategy is fastest; also on which sides, where those are not all."""
    won = [answer.side for answer in found if name in answer.winners]
    if len(won) == len(found):
        return "everywhere"
    on = [side.name for side in sides if side.name in won]
    only = f", only on {' and '.join(on)}" if len(on) < len(sides) and len(on) < 3 else ""
    return f"in {len(won)} of {count(len(found), 'comparison')}{only}"


def _judged(verdicts: Sequence[VerdictRow]) -> tuple[str, str]:
    verdicts = [row for row in verdicts if row.case >= 0]
    words = Counter(row.verdict for row in verdicts)
    whole = count(len(verdicts), "case" if len({row.pair for row in verdicts}) == 1 else "comparison")
    if set(words) == {UNJUDGED}:
        worst = max(verdicts, key=lambda row: row.ratio)
        title = f"{count(len(verdicts), 'ratio')}, not judged; the largest is {worst.ratio:.3f}"
        return title, f"{worst.pair}: above 1 is slower. Each interval is for one case alone, and is not a verdict."
    listed = ", ".join(counted(number, word) for word, number in words.items())
    shown = count(words["regression"], "regression") if words["regression"] else "No regression"
    return f"{shown} in {whole}", listed
