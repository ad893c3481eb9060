"""What strategies cost beside time: bytes that are copied to workers and back, and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...judge.per_heat import peak_memory
from ...judge.rivals import SEQUENTIAL
from ..document import Cell, Column, Heading, Table
from ..units import memory, size, throughput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...judge.bench.judgement import BenchJudgement
    from ...judge.bench.workloads import Workload
    from ...results.records import Race, Side
    from ...results.store import Samples

    CellText = Callable[[Workload, str, Side], str]

_MUCH = 2**16
"""Bytes of a call below which passing them costs less than waking the workers."""

_PASSING = (
    "pickled bytes of all arguments and results per second of a call, at the largest size; then the largest size at "
    "which the strategy still beats sequential. Threads pass references, not bytes"
)
_MEMORY = (
    "peak memory of all processes together, at the largest size, in untimed calls; the lowest heat counts, because "
    "memory left by earlier cases can only increase it. On Linux, shared pages are divided among the processes; "
    "elsewhere this is the single process's peak since its start"
)


def passing(race: Race, judgement: BenchJudgement) -> Iterator[Heading | Table]:
    """Yield how many bytes per second each strategy passes, for workloads that pass many, and up to where it gains."""

    def text(workload: Workload, strategy: str, side: Side) -> str:
        figure = judgement.figures.get((workload.at(workload.sizes[-1]).get(strategy, ""), side.name))
        amount = race.passed.get(f"{workload.name} {workload.sizes[-1]}", 0)
        if figure is None or strategy == SEQUENTIAL or amount < _MUCH:
            return ""
        return f"{throughput(amount, figure.floor.value)}, {_gains(workload, strategy, side, judgement)}"

    yield from _table("What does passing data cost?", race, judgement, text, _PASSING)


def _gains(workload: Workload, strategy: str, side: Side, judgement: BenchJudgement) -> str:
    found = {one: judgement.figures.get((workload.at(one).get(strategy, ""), side.name)) for one in workload.sizes}
    gains = [one for one, figure in found.items() if figure and figure.speedup and figure.speedup.low > 1]
    return f"≤ {size(gains[-1])}" if gains else "no gain"


def peaks(race: Race, samples: Samples, judgement: BenchJudgement) -> Iterator[Heading | Table]:
    """Yield the peak memory of each strategy."""

    def text(workload: Workload, strategy: str, side: Side) -> str:
        found = peak_memory(samples, workload.at(workload.sizes[-1]).get(strategy, ""), side.name)
        return memory(found) if found is not None else ""

    yield from _table("How much memory does each strategy use?", race, judgement, text, _MEMORY)


def _table(
    heading: str, race: Race, judgement: BenchJudgement, text_of: CellText, caption: str
) -> Iterator[Heading | Table]:
    """Yield one row per workload and strategy, one column per side, unless all cells are empty."""
    rows: list[tuple[Cell, ...]] = []
    rules: set[int] = set()
    for workload in judgement.workloads:
        first = len(rows)
        for strategy in workload.strategies:
            texts = [text_of(workload, strategy, side) for side in race.sides]
            if any(texts):
                names = ("", "") if len(rows) > first else (workload.name, size(workload.sizes[-1]))
                cells = (Cell(text or "–", "" if text else "dim") for text in texts)
                rows.append((*(Cell(name, "strong") for name in names), Cell(strategy), *cells))
        rules.add(first)
    if rows:
        yield Heading(heading)
        columns = (Column("workload", number=False), Column("size"), Column("strategy", number=False))
        sides = tuple(Column(side.name) for side in race.sides)
        yield Table("", (*columns, *sides), tuple(rows), caption=caption, rule_before=frozenset(rules), labels=3)
