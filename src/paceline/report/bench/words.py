"""The words for a crossover and for how sure a win is: tables, sentences and the page use the same."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...judge.rivals import SEQUENTIAL
from ...judge.stats import crossover
from ..units import size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...judge.bench.judgement import Answer
    from ...judge.stats.crossover import Crossing


def crossing(found: Crossing | None, sizes: Sequence[int]) -> str:
    """Say from which of these sizes on a strategy beats sequential, with the interval: a table's cell."""
    if found is None:
        return "–"
    if found.size is None:
        return "always" if found.answer is crossover.Answer.EVERYWHERE else f"not up to {size(sizes[-1])}"
    if math.isinf(found.high):
        return f"{size(found.size)} ({f'at least {size(found.low)}' if found.low else 'unsure'})"
    low = f"<{size(sizes[0])}" if found.low == 0 else size(found.low)
    return f"{size(found.size)} ({low}–{size(found.high)})"


def certainty(answer: Answer) -> str:
    """Say how sure a win at the largest size is, and from which size on the winner pays."""
    if not answer.measured:
        return "its largest size was not measured"
    if not answer.winners:
        return f"undecided; {answer.leader} leads" if answer.leader else "undecided"
    if SEQUENTIAL in answer.winners:
        return "nothing beats it" if len(answer.winners) == 1 else "no gain shown"
    if len(answer.sizes) == 1:
        return f"at its only size, {size(answer.size)}"
    return _from_where(answer.pays, answer.sizes)


def _from_where(found: Crossing | None, sizes: Sequence[int]) -> str:
    if found is None or found.answer is crossover.Answer.NOWHERE:
        return "crossover not known"
    return "at every size measured" if found.size is None else f"from size {crossing(found, sizes)}"
