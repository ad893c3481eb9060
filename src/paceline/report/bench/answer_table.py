"""The answer: for each workload and interpreter the fastest strategy, its gain, and the size from which it pays."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...judge.rivals import SEQUENTIAL
from ..document import Cell, Column, Table
from ..units import rounded, size, times
from .words import crossing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...judge.bench.judgement import Answer, BenchJudgement
    from ...judge.bench.workloads import Workload
    from ...judge.stats.estimate import Estimate
    from ...results.records import Side
    from ..document import Style

_WIDTH = 100
"""Columns of a terminal into which the table fits with eight interpreters."""
_LABELS = 12
"""Columns of it that the names of workloads take, about."""
_NARROW = 10
"""Columns of a cell at least: more interpreters make more tables."""
_NONE = Cell("–", "dim")


def answer_table(judgement: BenchJudgement, sides: Sequence[Side]) -> Table | None:
    """Return the table of answers, three rows a workload; None where no workload has sizes."""
    by_place = {(answer.workload, answer.side): answer for answer in judgement.answers}
    rows = [
        row
        for workload in judgement.workloads
        if any(name == workload.name for name, _ in by_place)
        for row in _rows(workload, [by_place.get((workload.name, side.name)) for side in sides], _room(len(sides)))
    ]
    if not rows:
        return None
    return Table(
        "Fastest strategy at the largest size",
        (Column("", number=False), *(Column(side.name, number=False) for side in sides)),
        tuple(rows),
        caption="“at” a size: the speed-up over sequential at this size, with its 95 % interval over heats; “pays "
        "from”: the size from which the strategy beats sequential; or, +1: one more strategy is not shown "
        "to be slower; ?: it leads, but is not shown to be faster than all others",
        rule_before=frozenset(range(0, len(rows), 3)),
    )


def _room(sides: int) -> int:
    """Return the columns that a short cell may take."""
    return max(_NARROW, (_WIDTH - _LABELS) // sides - 1)


def _rows(workload: Workload, answers: Sequence[Answer | None], room: int) -> Iterator[tuple[Cell, ...]]:
    """Yield who wins, by how much, and from which size on."""
    yield Cell(workload.name, "strong"), *(_winners(answer, room) for answer in answers)
    yield Cell(f"at {size(workload.sizes[-1])}"), *map(_gain, answers)
    yield Cell("pays from"), *map(_pays, answers)


def _winners(answer: Answer | None, room: int) -> Cell:
    if answer is None or not answer.measured:
        return _NONE
    if answer.leader:
        return Cell(f"{answer.leader}?", "dim", short=f"{_short(answer.leader, room - 1)}?")
    if not answer.winners:
        return Cell("undecided", "dim")
    style: Style = "" if SEQUENTIAL in answer.winners else "best"
    others = f" +{len(answer.winners) - 1}" if len(answer.winners) > 1 else ""
    return Cell(" or ".join(answer.winners), style, short=_short(answer.winners[0], room - len(others)) + others)


def _short(strategy: str, width: int) -> str:
    """Return a name in so many columns: whole, or its last word, cut where that is longer."""
    word = strategy if len(strategy) <= width else strategy.rsplit("-", 1)[-1]
    return word if len(word) <= width else f"{word[: width - 1]}…"


def _gain(answer: Answer | None) -> Cell:
    found = (answer.speedup or answer.lead) if answer else None
    if answer is None or found is None:
        return _NONE
    style: Style = "dim" if answer.leader else ""
    return Cell(f"{times(found.value)} {_ends(found)}", style, short=rounded(found.value, found.doubt))


def _ends(found: Estimate) -> str:
    return f"({found.low:.2f}–{found.high:.2f})" if math.isfinite(found.doubt) else "(one heat)"


def _pays(answer: Answer | None) -> Cell:
    if answer is None or answer.pays is None:
        return _NONE
    text = crossing(answer.pays, answer.sizes)
    return Cell(text, short=text.split(" (")[0])
