"""The answer in words: for each workload and interpreter, which strategy wins at which size, and from where on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...judge.bench.figures import Standing
from ...judge.rivals import SEQUENTIAL, Key
from ...judge.series import crossover
from ...judge.stats.crossover import Answer, Crossing
from ..document import Cell, Column, Paragraph, Table
from ..units import times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...judge.bench.figures import Figure
    from ...results.records import Race, Side
    from ...results.store import Samples

    Cases = Mapping[str, Key]
    Figures = Mapping[tuple[str, str], Figure]

_WINNERS = {Standing.FASTEST, Standing.TIED}


def answers(race: Race, samples: Samples, found: Figures) -> Iterator[Paragraph | Table]:
    """Yield a sentence for each workload and each group of interpreters that agree, then the crossovers."""
    workloads = _by_workload(race)
    for workload, cases in workloads.items():
        groups: dict[str, list[Side]] = {}
        for side in race.sides:
            if any((case, side.name) in found for case in cases):
                groups.setdefault(_winners(cases, side, found), []).append(side)
        for text, sides in groups.items():
            names = ", ".join(side.name for side in sides)
            yield Paragraph(f"{workload} on {names}: {text}{_gain(cases, sides, found)}.")
    yield from _not_concurrency(race, found)
    rows = [row for workload, cases in workloads.items() for row in _crossing_rows(workload, cases, race, samples)]
    if rows:
        columns = (Column("workload", number=False), Column("strategy", number=False))
        yield Table(
            "Beats sequential from which size on?",
            (*columns, *(Column(side.name) for side in race.sides)),
            tuple(rows),
            caption="where a strategy takes as long as sequential, with its 95 % interval over heats; between two "
            "sizes its time is taken to be an overhead and a share of sequential's",
            rule_before=frozenset(number for number, row in enumerate(rows) if row[0].text),
            labels=2,
        )


def _not_concurrency(race: Race, found: Figures) -> Iterator[Paragraph]:
    """Say where a strategy beats sequential with one worker too: then its gain is not concurrency's alone."""
    told: dict[str, list[str]] = {}
    for case in race.cases:
        key = Key.of(case.id)
        if key is None or key.workers != "1":
            continue
        for side in race.sides:
            control = found.get((case.id, side.name))
            if control and control.speedup and control.speedup.low > 1:
                rest = " ".join(value for _, value in key.rest)
                told.setdefault(f"{rest} with {key.strategy}", []).append(f"{side.name} {times(control.speedup.value)}")
    for what, where in told.items():
        yield Paragraph(
            f"{what}: one worker alone already beats sequential ({', '.join(where)}). That part of the gain is not "
            "concurrency's: a worker's own memory allocator, say."
        )


def _by_workload(race: Race) -> dict[str, dict[str, Key]]:
    """Return the competing cases that have a size, by workload."""
    found: dict[str, dict[str, Key]] = {}
    for case in race.cases:
        key = Key.of(case.id)
        rest = dict(key.rest) if key else {}
        if key and not key.workers and {"workload", "size"} <= rest.keys():
            found.setdefault(rest["workload"], {})[case.id] = key
    return found


def _size(key: Key) -> int:
    return int(dict(key.rest)["size"])


def _winners(cases: Cases, side: Side, found: Figures) -> str:
    """Say who wins at each size; neighbouring sizes with the same winners are told together."""
    told: list[tuple[list[int], str]] = []
    for size in sorted({_size(key) for key in cases.values()}):
        here = {key.strategy: found.get((case, side.name)) for case, key in cases.items() if _size(key) == size}
        names = [name for name, figure in here.items() if figure and figure.standing in _WINNERS]
        text = " or ".join(names) or "undecided"
        if told and told[-1][1] == text:
            told[-1][0].append(size)
        else:
            told.append(([size], text))
    return ", ".join(f"{text} at size {' and '.join(map(str, sizes))}" for sizes, text in told)


def _gain(cases: Cases, sides: list[Side], found: Figures) -> str:
    """Tell the speed-up of what wins at the largest size, over all these interpreters."""
    largest = max(_size(key) for key in cases.values())
    best = [
        figure.speedup.value
        for case, key in cases.items()
        for side in sides
        if _size(key) == largest and (figure := found.get((case, side.name)))
        if figure.standing in _WINNERS and figure.speedup
    ]
    if not best:
        return ""
    low, high = times(min(best)), times(max(best))
    return f" ({low})" if low == high else f" ({low} to {high})"


def _crossing_rows(workload: str, cases: Cases, race: Race, samples: Samples) -> Iterator[tuple[Cell, ...]]:
    sequential = {_size(key): case for case, key in cases.items() if key.strategy == SEQUENTIAL}
    label = workload
    for strategy in dict.fromkeys(key.strategy for key in cases.values()):
        mine = {_size(key): case for case, key in cases.items() if key.strategy == strategy}
        shared = sorted(set(mine) & set(sequential))
        if strategy == SEQUENTIAL or len(shared) < 2:
            continue
        cells = []
        for side in race.sides:
            answer = crossover(samples, {size: (sequential[size], mine[size]) for size in shared}, side.name)
            cells.append(Cell(_words(answer, shared), "" if answer and answer.size else "dim"))
        yield Cell(label, "strong"), Cell(strategy), *cells
        label = ""


def _words(answer: Crossing | None, sizes: list[int]) -> str:
    if answer is None:
        return "–"
    if answer.size is None:
        return "always" if answer.answer is Answer.EVERYWHERE else f"not to {sizes[-1]}"
    low = f"<{sizes[0]}" if answer.low == 0 else _number(answer.low)
    high = f">{sizes[-1]}" if math.isinf(answer.high) else _number(answer.high)
    return f"{_number(answer.size)} ({low}–{high})"


def _number(size: float) -> str:
    """Write a size in three digits, and never as a power of ten."""
    return f"{size:.0f}" if size >= 100 else f"{size:.3g}"
