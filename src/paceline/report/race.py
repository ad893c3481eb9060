"""What any race has measured: one row per case, one column per side, and each side's ratio to the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..judge.per_heat import log_floors, log_ratios
from ..judge.stats.estimate import Estimate, estimate
from ..results import caseid
from .conditions import conditions, problems, too_few_heats
from .document import Cell, Column, Document, Table
from .units import Scale, doubt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..judge.bench.figures import Figure
    from ..results.records import Race
    from ..results.store import Samples
    from .document import Style

    Figures = Mapping[tuple[str, str], Figure]


def compose(race: Race, samples: Samples, found: Figures) -> Document:
    """Return what there is to say of a race whose kind nobody named; `found` are its figures, by case and side."""
    document = Document()
    document.add(_table(race, samples, found))
    document.add(*too_few_heats(race), *problems(race), *conditions(race))
    return document


def _table(race: Race, samples: Samples, found: Figures) -> Table:
    columns = [Column("case", number=False), Column("unit", number=False)]
    for side in race.sides:
        columns += [Column(side.name)]
        columns += [Column(f"÷ {pair.baseline}") for pair in race.pairs if pair.candidate == side.name]
    cases = sorted(race.cases, key=lambda case: caseid.order(case.id))
    return Table(
        title="time per call (floor), with its 95 % interval over heats",
        columns=tuple(columns),
        rows=tuple(_row(race, samples, case.id, found) for case in cases),
        caption="floor: the mean of the fastest quarter of a heat's rounds, on the wall clock; ±?: one heat",
        labels=2,
    )


def _row(race: Race, samples: Samples, case: str, found: Figures) -> tuple[Cell, ...]:
    floors = {side.name: list(log_floors(samples, case, side.name).values()) for side in race.sides}
    estimates = {
        name: found[case, name].floor if (case, name) in found else estimate(logs)
        for name, logs in floors.items()
        if logs
    }
    scale = Scale.of(found.value for found in estimates.values())
    cells = [Cell(caseid.name(case)), Cell(scale.unit if estimates else "")]
    for side in race.sides:
        time = estimates.get(side.name)
        cells.append(Cell(f"{scale.show(time.value)} {doubt(time.doubt)}" if time else "–"))
        for pair in race.pairs:
            if pair.candidate == side.name:
                ratios = list(log_ratios(samples, case, pair.baseline, side.name).values())
                cells.append(_ratio(estimate(ratios)) if ratios else Cell("–"))
    return tuple(cells)


def _ratio(found: Estimate) -> Cell:
    """Show a ratio; coloured where its own interval leaves out 1, which is no verdict on the grid."""
    style: Style = "" if not found.excludes(1.0) else "bad" if found.value > 1 else "good"
    return Cell(f"{found.value:.3f} {doubt(found.doubt)}", style)
