"""How far the gate can be trusted, here and now: what it did where the truth was known."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from ..results import caseid
from .document import Cell, Column, Document, Paragraph, Table
from .units import count, duration, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..judge.gate.calibration import Share, Tally

_MOST = 0.9
"""Share of the slower cases from which the gate can be said to find them."""


def compose(tallies: Sequence[Tally], profile: str, cases: int, untried: Sequence[str] = ()) -> Document:
    """Return the tables of a calibration and its sentence; `untried` are kinds for which there was no time."""
    titles = (
        "gates",
        "with a false alarm",
        "slower cases detected",
        "clean cases undecided",
        "median time per ten cases",
    )
    columns = (Column("candidate", number=False), *(Column(title) for title in titles))
    rows = tuple(_row(tally) for tally in tallies)
    document = Document([Table(f"{count(cases, 'case')}, profile {profile}", columns, rows)])
    document.add(*_by_strategy([tally for tally in tallies if tally.found]))
    document.add(Paragraph("shares with their exact 95 % intervals (Clopper-Pearson)", "dim"))
    for tally in tallies:
        if tally.falsely:
            document.add(Paragraph(f"false alarms, {tally.kind}: {', '.join(tally.falsely)}", "bad"))
    document.add(*_left_aside(tallies))
    if untried:
        document.add(Paragraph(f"not tried, for want of time: {', '.join(untried)}; give more --minutes", "bad"))
    return document.add(Paragraph(_trust(tallies), "strong"))


def _left_aside(tallies: Sequence[Tally]) -> Iterator[Paragraph]:
    """Name what says nothing about the gate: cases that fail, and those that had too few heats."""
    failed = {case: reason for tally in tallies for case, reason in tally.failed.items()}
    for case, reason in failed.items():
        yield Paragraph(f"failed: {caseid.name(case)}: {reason}", "bad")
    short = sum(tally.short for tally in tallies)
    if short:
        text = f"{count(short, 'slower case')} had too few heats for a verdict and count as neither detected nor missed"
        yield Paragraph(text, "bad")


def _row(tally: Tally) -> tuple[Cell, ...]:
    return (
        Cell(tally.kind),
        Cell(str(tally.gates)),
        Cell(_shown(tally.alarmed), "bad" if tally.alarms else ""),
        Cell(_shown(tally.caught) if tally.found else "–"),
        Cell(f"{tally.undecided.hits} of {tally.undecided.trials}"),
        Cell(duration(statistics.median(tally.seconds)) if tally.seconds else ""),
    )


def _by_strategy(tallies: Sequence[Tally]) -> Iterator[Table]:
    """Yield what was caught of each strategy's cases, where there are several: pools are noisier than threads."""
    strategies = sorted({strategy for tally in tallies for strategy in tally.found})
    if len(strategies) > 1:
        columns = (Column("slower cases detected", number=False), *(Column(tally.kind) for tally in tallies))
        found = [[tally.found.get(strategy) for tally in tallies] for strategy in strategies]
        rows = tuple(
            (Cell(strategy or "no strategy"), *(Cell(_shown(part) if part else "") for part in parts))
            for strategy, parts in zip(strategies, found, strict=True)
        )
        yield Table("by strategy", columns, rows)


def _shown(part: Share) -> str:
    low, high = part.interval()
    return f"{part.hits} of {part.trials} ({share(low)} to {share(high)})"


def _trust(tallies: Sequence[Tally]) -> str:
    """Say in one sentence what the gate can be trusted with."""
    alarms = sum(tally.alarms for tally in tallies)
    gates = sum(tally.gates for tally in tallies)
    sure = [tally.kind for tally in tallies if tally.caught.interval()[0] >= _MOST]
    tried = [tally.caught for tally in tallies if tally.caught.trials]
    if sure:
        finds = f"detects at least nine of ten cases that are {sure[0]}"
    elif any(caught.interval()[1] >= _MOST for caught in tried):
        finds = "was given too few slower cases to say what it detects (give more --minutes)"
    else:
        finds = "detects too few of the slowdowns tried" if tried else "was tried without slowdowns"
    return f"On this machine the gate {finds}, with {count(alarms, 'false alarm')} in {count(gates, 'gate')}."
