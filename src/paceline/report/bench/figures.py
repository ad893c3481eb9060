"""Every figure of a race: a table for each workload, or test, with a row per case and a column per side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...judge.bench.winners import Standing
from ...judge.records import Word
from ...judge.rivals import Key
from ...results import caseid
from ..conditions import BUSY, CONTAMINATED
from ..document import Cell, Column, Note, Paragraph, Table
from ..units import Scale, doubt, size, times
from .across import note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...judge.bench.figures import Figure
    from ...judge.bench.judgement import BenchJudgement
    from ...results.records import Case, Race, Side
    from ...results.store import Samples
    from ..document import Style

    Figures = Mapping[tuple[str, str], Figure]

_MARKS = {Standing.FASTEST: "*", Standing.TIED: "=", Standing.OPEN: "?"}
_STYLES: dict[Standing, Style] = {Standing.FASTEST: "best", Standing.TIED: "good", Standing.CONTROL: "dim"}
_CAPTION = (
    "time per call ± its 95 % interval over heats, then the speed-up over sequential in the same process; sequential's "
    "time: the floor of all its rounds, including those next to other strategies' rounds; a strategy's time: this "
    "floor ÷ the strategy's speed-up; "
    "* fastest, = not shown to be slower than the fastest, ? undecided; ×1: one worker, a control that does not "
    "compete; ±?: one heat, so no interval"
)


def figure_tables(race: Race, samples: Samples, judgement: BenchJudgement) -> Iterator[Table | Paragraph]:
    """Yield a table for each workload, or test: a row per case, a column per side."""
    marks = _marks(race, samples, judgement)
    for title, cases in _groups(race).items():
        yield _table(title, cases, race, judgement.figures, marks)
    yield Paragraph(_CAPTION, "dim")


def _groups(race: Race) -> dict[str, list[Case]]:
    """Put the cases of one workload, or of one test, together, in the order of sizes and strategies."""
    groups: dict[str, list[Case]] = {}
    for case in race.cases:
        test, _, parameters = caseid.split(case.id)
        groups.setdefault(parameters.get("workload", test.rsplit("::", 1)[-1]), []).append(case)
    position = {case.id: number for number, case in enumerate(race.cases)}
    for cases in groups.values():
        cases.sort(key=lambda case: (_setting(case), position[case.id]))
    return groups


def _setting(case: Case) -> tuple[tuple[float, str], ...]:
    """Return all of a case but its workload and strategy, such as its size, as a sort key."""
    key = Key.of(case.id)
    return caseid.order(", ".join(value for name, value in key.rest if name != "workload") if key else case.id)


def _label(key: Key) -> str:
    parts = {name: f"{name}={value}" for name, value in key.rest if name != "workload"}
    return ", ".join((parts | {"size": size(key.size)} if key.size else parts).values())


def _table(
    title: str, cases: list[Case], race: Race, found: Figures, marks: Mapping[tuple[str, str], tuple[Note, ...]]
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    rules, last = set(), None
    for case in cases:
        key = Key.of(case.id)
        label = _label(key) if key else ""
        if label != last:
            rules.add(len(rows))
        row = _row(case, label if label != last else "", key, race, found)
        marked = (
            replace(cell, notes=(*cell.notes, *marks.get((case.id, side.name), ())))
            for cell, side in zip(row[3:], race.sides, strict=True)
        )
        rows.append((*row[:3], *marked))
        last = label
    columns = (Column("size"), Column("strategy", number=False), Column("", number=False))
    sides = tuple(Column(side.name) for side in race.sides)
    return Table(title, (*columns, *sides), tuple(rows), rule_before=frozenset(rules), labels=3)


def _row(case: Case, label: str, key: Key | None, race: Race, found: Figures) -> tuple[Cell, ...]:
    here = {side.name: found.get((case.id, side.name)) for side in race.sides}
    scale = Scale.of(figure.floor.value for figure in here.values() if figure)
    name = key.name if key else caseid.name(case.id)
    cells = [_cell(here[side.name], scale, case, side) for side in race.sides]
    control = key is not None and key.workers != ""
    return Cell(label, "strong"), Cell(name, "dim" if control else ""), Cell(scale.unit, "dim"), *cells


def _cell(figure: Figure | None, scale: Scale, case: Case, side: Side) -> Cell:
    if figure is None:
        reason = side.unsupported.get(case.id)
        return Cell("–", "dim", (Note(reason),) if reason else ())
    speedup = times(figure.speedup.value) if figure.speedup else ""
    mark = _MARKS.get(figure.standing, " ")
    text = f"{scale.show(figure.floor.value)} {doubt(figure.floor.doubt):>6} {speedup:>6}{mark}"
    return Cell(text, _STYLES.get(figure.standing, ""))


def _marks(race: Race, samples: Samples, judgement: BenchJudgement) -> dict[tuple[str, str], tuple[Note, ...]]:
    """Return the notes of single cells: slower than the Python before it; others used its cores in some heats.

    The second only where it differs between cells: what holds for all is said of the race as a whole.
    """
    found: dict[tuple[str, str], tuple[Note, ...]] = {
        (verdict.case, one.side): (note(one),) for one in judgement.slower for verdict in one.called(Word.REGRESSION)
    }
    busy = {heat.number for heat in race.heats if (heat.system_load.foreign or 0.0) > BUSY}
    concurrent = [
        (place, bool(busy & heats.keys()))
        for case in race.cases
        for side in race.sides
        if case.concurrent is not False and (heats := samples.of(case.id, side.name))
        for place in [(case.id, side.name)]
    ]
    if not all(shared for _, shared in concurrent):
        found |= {place: (*found.get(place, ()), CONTAMINATED) for place, shared in concurrent if shared}
    return found
