"""How far the gate can be trusted, here and now: what it did where the truth was known."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from .document import Cell, Column, Document, Paragraph, Table
from .units import count, duration, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..judge.calibration import Share, Tally


def compose(tallies: Sequence[Tally], shares: dict[str, tuple[Share, Share]], profile: str, cases: int) -> Document:
    """Return the table of a calibration and its sentence; `shares` are false alarms and catches by kind."""
    titles = ("gates", "with a false alarm", "slower cases caught", "clean cases undecided", "median time a ten cases")
    columns = (Column("candidate", number=False), *(Column(title) for title in titles))
    rows = tuple(_row(tally, *shares[tally.kind]) for tally in tallies)
    document = Document([Table(f"{count(cases, 'case')}, profile {profile}", columns, rows)])
    document.add(Paragraph("shares with their exact 95 % intervals (Clopper-Pearson)", "dim"))
    for tally in tallies:
        if tally.falsely:
            document.add(Paragraph(f"false alarms, {tally.kind}: {', '.join(tally.falsely)}", "bad"))
    return document.add(Paragraph(_trust(tallies, shares), "strong"))


def _row(tally: Tally, alarms: Share, caught: Share) -> tuple[Cell, ...]:
    return (
        Cell(tally.kind),
        Cell(str(tally.gates)),
        Cell(_shown(alarms), "bad" if alarms.hits else ""),
        Cell(_shown(caught) if caught.trials else ""),
        Cell(f"{tally.undecided} of {tally.clean}"),
        Cell(duration(statistics.median(tally.seconds)) if tally.seconds else ""),
    )


def _shown(part: Share) -> str:
    low, high = part.interval()
    return f"{part.hits} of {part.trials} ({share(low)} to {share(high)})"


def _trust(tallies: Sequence[Tally], shares: dict[str, tuple[Share, Share]]) -> str:
    """Say in one sentence what the gate can be trusted with."""
    alarms = sum(tally.alarms for tally in tallies)
    gates = sum(tally.gates for tally in tallies)
    sure = [tally.kind for tally in tallies if shares[tally.kind][1].trials and shares[tally.kind][1].value >= 0.9]
    finds = f"finds at least nine of ten cases that are {sure[0]}" if sure else "finds too few of the slowdowns tried"
    return f"Here and now the gate {finds}, with {count(alarms, 'false alarm')} in {count(gates, 'gate')}."
