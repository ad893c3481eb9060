"""Who wins at which size, from which size on each strategy pays, and which gain is not concurrency's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...judge.bench.winners import WINNERS, Standing
from ...judge.rivals import SEQUENTIAL, Key
from ...text import listing
from ..document import Cell, Column, Paragraph, Table
from ..units import size, times
from .words import crossing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...judge.bench.figures import Figure
    from ...judge.bench.judgement import BenchJudgement
    from ...judge.bench.workloads import Workload
    from ...results.records import Race


def fastest(judgement: BenchJudgement) -> Iterator[Paragraph]:
    """Yield a sentence for each test without sizes, on each side: who wins."""
    arenas: dict[tuple[str, str], dict[str, Figure]] = {}
    for (case, side), figure in judgement.figures.items():
        if (key := Key.of(case)) and key.size is None and figure.standing is not Standing.CONTROL:
            arenas.setdefault((key.workload, side), {})[key.name] = figure
    for (test, side), rivals in arenas.items():
        yield Paragraph(f"{test} on {side}: {_who(rivals)}", "strong")


def _who(rivals: Mapping[str, Figure]) -> str:
    won = [
        f"{name} ({times(figure.speedup.value)})" if figure.speedup else name
        for name, figure in rivals.items()
        if figure.standing in WINNERS
    ]
    if len(won) > 1:
        return f"none of {listing(won)} is shown to be slower than the others"
    return f"{won[0]} is fastest" if won else "undecided; a larger --budget may decide"


def winners(race: Race, judgement: BenchJudgement) -> Iterator[Paragraph]:
    """Yield a sentence for each workload and each group of sides that agree on who wins at which size."""
    for workload in judgement.workloads:
        groups: dict[str, list[str]] = {}
        for side in race.sides:
            if any((case, side.name) in judgement.figures for case in workload.cases.values()):
                groups.setdefault(_by_size(workload, side.name, judgement), []).append(side.name)
        for text, sides in groups.items():
            yield Paragraph(f"{workload.name} on {', '.join(sides)}: {text}{_gains(workload, sides, judgement)}.")


def _by_size(workload: Workload, side: str, judgement: BenchJudgement) -> str:
    """Say who wins at each size; neighbouring sizes with the same winners are reported together."""
    grouped: list[tuple[list[str], str]] = []
    for each in workload.sizes:
        won = set(judgement.winners(workload, side, each))
        text = " or ".join(name for name in workload.strategies if name in won) or "undecided"
        if grouped and grouped[-1][1] == text:
            grouped[-1][0].append(size(each))
        else:
            grouped.append(([size(each)], text))
    return ", ".join(f"{text} at size {' and '.join(sizes)}" for sizes, text in grouped)


def _gains(workload: Workload, sides: list[str], judgement: BenchJudgement) -> str:
    """Return the range of what the winners at the largest size gain on these sides."""
    last = workload.at(workload.sizes[-1])
    gains = [
        figure.speedup.value
        for side in sides
        for name in judgement.winners(workload, side, workload.sizes[-1])
        if (figure := judgement.figures[last[name], side]).speedup
    ]
    ends = dict.fromkeys(map(times, (min(gains), max(gains)))) if gains else ()
    return f" ({' to '.join(ends)})" if ends else ""


def crossing_table(race: Race, judgement: BenchJudgement) -> Iterator[Table]:
    """Yield the table of the sizes from which each strategy beats sequential."""
    rows: list[tuple[Cell, ...]] = []
    rules = set()
    for workload in judgement.workloads:
        rules.add(len(rows))
        for strategy in workload.strategies:
            found = [judgement.crossings.get((workload.name, strategy, side.name)) for side in race.sides]
            if strategy != SEQUENTIAL and any(found):
                cells = [Cell(crossing(one, workload.sizes), "" if one and one.size else "dim") for one in found]
                label = workload.name if len(rows) in rules else ""
                rows.append((Cell(label, "strong"), Cell(strategy), *cells))
    if rows:
        columns = (Column("workload", number=False), Column("strategy", number=False))
        yield Table(
            "From which size does a strategy beat sequential?",
            (*columns, *(Column(side.name) for side in race.sides)),
            tuple(rows),
            caption="the size at which a strategy takes as long as sequential, with its 95 % interval over heats; "
            "estimated between two measured sizes, from a fixed overhead plus a share of sequential's time",
            rule_before=frozenset(rules),
            labels=2,
        )


def not_concurrency(race: Race, judgement: BenchJudgement) -> Iterator[Paragraph]:
    """Say where a winner beats sequential with one worker too: then its gain is not concurrency's alone."""
    keys = {case.id: key for case in race.cases if (key := Key.of(case.id))}
    whole = {(key.arena, key.strategy): case for case, key in keys.items() if not key.workers}
    grouped: dict[str, list[str]] = {}
    for case, key in keys.items():
        if key.workers == "1":
            rest = ", ".join(value for _, value in key.rest)
            for side in race.sides:
                control = judgement.figures.get((case, side.name))
                pool = judgement.figures.get((whole.get((key.arena, key.strategy), ""), side.name))
                if control and control.speedup and control.speedup.low > 1 and pool and pool.standing in WINNERS:
                    where = f"{side.name} {times(control.speedup.value)}"
                    grouped.setdefault(f"{rest} with {key.strategy}", []).append(where)
    for what, places in grouped.items():
        yield Paragraph(
            f"{what}: one worker alone already beats sequential ({', '.join(places)}). That part of the gain does "
            "not come from concurrency, but for example from a worker's own memory allocator."
        )
