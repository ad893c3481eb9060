"""Which strategy is fastest, from which size, on which interpreter: a table a workload, then the answer in words."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from ...judge.bench.figures import Standing, figures
from ...judge.bench.versions import slower_than_before
from ...judge.records import Word
from ...judge.rivals import Key
from ...results import caseid
from ..conditions import BUSY, CONTAMINATED, conditions, problems
from ..document import Cell, Column, Document, Heading, Note, Paragraph, Table
from ..units import Scale, count, doubt, share, times
from .across import against, note
from .answers import answers
from .scaling import scaling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...judge.bench.figures import Figure
    from ...judge.bench.versions import Against
    from ...results.records import Case, Race, Side
    from ...results.store import Samples

_MARKS = {Standing.FASTEST: "*", Standing.TIED: "=", Standing.OPEN: "?"}
_CAPTION = (
    "floor of a call ± its 95 % interval over heats, speed-up over sequential in the same process; "
    "* fastest, = tied for it, ? undecided (paired over heats, 5 %); ×1: one worker, a control that does not compete"
)


def compose(race: Race, samples: Samples, versions: Sequence[Against] = ()) -> Document:
    """Return the tables, the answers, and under which conditions they hold; `versions` are held against each other."""
    found = figures(race, samples)
    slower = {
        (v.case, one.side): note(one) for one in slower_than_before(versions) for v in one.called(Word.REGRESSION)
    }
    document = Document()
    for title, cases in _groups(race).items():
        document.add(_table(title, cases, race, found, _Doubts(race, samples, slower)))
    document.add(Paragraph(_CAPTION, "dim"), *_capacity(race))
    document.add(Heading("Which strategy, from which size?"), *answers(race, samples, found))
    document.add(*scaling(race, samples, found))
    if versions:
        document.add(Heading("Which interpreter?"), *against(versions))
    document.add(Heading("How far can this be trusted?"), *_missing(race, found), *problems(race), *conditions(race))
    return document


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
    return caseid.order(_label(key) if key else case.id)


def _label(key: Key) -> str:
    return ", ".join(value if name == "size" else f"{name}={value}" for name, value in key.rest if name != "workload")


def _table(
    title: str, cases: list[Case], race: Race, found: Mapping[tuple[str, str], Figure], doubts: _Doubts
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    rules, last = set(), None
    for case in cases:
        key = Key.of(case.id)
        label = _label(key) if key else ""
        if label != last:
            rules.add(len(rows))
        row = _row(case, label if label != last else "", key, race, found)
        rows.append((*row[:3], *(doubts.of(cell, case, side) for cell, side in zip(row[3:], race.sides, strict=True))))
        last = label
    columns = (Column("size"), Column("strategy", number=False), Column("", number=False))
    sides = tuple(Column(side.name) for side in race.sides)
    return Table(title, (*columns, *sides), tuple(rows), rule_before=frozenset(rules), labels=3)


def _row(
    case: Case, label: str, key: Key | None, race: Race, found: Mapping[tuple[str, str], Figure]
) -> tuple[Cell, ...]:
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
    style = {Standing.FASTEST: "best", Standing.TIED: "good", Standing.CONTROL: "dim"}.get(figure.standing, "")
    return Cell(text, style)  # type: ignore[arg-type]


@dataclasses.dataclass(frozen=True, slots=True)
class _Doubts:
    """What is to be said of single cells."""

    race: Race
    samples: Samples
    slower: Mapping[tuple[str, str], Note]
    """By case and side: slower than the Python before."""

    def of(self, cell: Cell, case: Case, side: Side) -> Cell:
        """Mark a figure that is slower than the Python before it, and one whose cores others used too."""
        notes = [self.slower[case.id, side.name]] if (case.id, side.name) in self.slower else []
        busy = {heat.number for heat in self.race.heats if (heat.weather.foreign or 0.0) > BUSY}
        if case.concurrent is not False and busy & self.samples.of(case.id, side.name).keys():
            notes.append(CONTAMINATED)
        return dataclasses.replace(cell, notes=(*cell.notes, *notes)) if notes else cell


def _capacity(race: Race) -> Iterator[Paragraph]:
    """Tell what a perfect parallel strategy could have reached here."""
    if race.capacity is None:
        return
    after = f", {race.capacity.after:.2f}× after" if race.capacity.after else ""
    text = (
        f"{race.capacity.workers} independent processes had {race.capacity.before:.2f}× of one before the race{after}"
    )
    yield Paragraph(f"{text}: no speed-up of {count(race.capacity.workers, 'worker')} can be larger.", "dim")


def _missing(race: Race, found: Mapping[tuple[str, str], Figure]) -> Iterator[Paragraph]:
    """Name what was in the grid and could run, and has no figure."""
    wrong = {(problem.case, problem.side) for heat in race.heats for problem in heat.problems}
    missing = [
        f"{caseid.name(case.id)} on {side.name}"
        for case in race.cases
        for side in race.sides
        if (case.id, side.name) not in found
        and case.id not in side.unsupported
        and (case.id, side.name) not in wrong
        and Key.of(case.id)
    ]
    if missing:
        part = share(len(missing) / max(1, len(race.cases) * len(race.sides)))
        names = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
        text = f"not reached within the budget: {count(len(missing), 'figure')} ({part} of the grid): {names}"
        yield Paragraph(text, "bad", (Note("the time was spent before their turn", "give a larger --budget"),))
