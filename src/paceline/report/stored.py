"""Stored baselines in words and tables: a race against them, what they hold, how two of them differ."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..judge.records import Word
from ..results import caseid
from .document import Cell, Column, Document, Heading, Note, Paragraph, Table
from .gate.document import verdict_table
from .units import Scale, change, count, counted, doubt, times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..judge.stored.check import StoredJudgement
    from ..results.baseline import Baseline, Entry, Figure

_SHOWN = {Word.REGRESSION, Word.DRIFTED, Word.IMPROVEMENT}
_NAMED = 3
_COMPARED = "speed-ups and times relative to the reference loop"


def compose(found: Sequence[StoredJudgement], *, verbose: bool = False, brief: bool = False) -> Document:
    """Return what a race shows against the stored baselines; `brief`: one line for all of other machines or builds."""
    document = Document([Heading("How does this race compare with the stored baselines?")])
    if not found:
        note = Note("nothing was compared", "paceline baseline measure stores one")
        return document.add(Paragraph("no interpreter here has a stored baseline", notes=(note,)))
    foreign = [judged for judged in found if brief and not judged.same]
    for judged in found:
        if judged not in foreign:
            document.add(*_blocks(judged, verbose=verbose))
    return document.add(*_in_brief(foreign))


def _in_brief(foreign: Sequence[StoredJudgement]) -> Iterator[Paragraph]:
    """Say of baselines that can show no regression here how many cases drifted."""
    if foreign:
        words = Counter(verdict.verdict for judged in foreign for verdict in judged.verdicts)
        summary = ", ".join(counted(words[word], word) for word in Word if words[word]) or "nothing compared"
        text = f"measured on another machine or build: {', '.join(judged.side for judged in foreign)}: {summary}"
        cure = f"only {_COMPARED} are compared; -v lists the cases"
        yield Paragraph(text, "dim", (Note("a drift is a hint, never a failure", cure),))


def _blocks(judged: StoredJudgement, *, verbose: bool) -> Iterator[Table | Paragraph]:
    shown = [verdict for verdict in judged.verdicts if verbose or verdict.verdict in _SHOWN]
    if shown:
        yield verdict_table(f"{judged.side} against {_named(judged.baseline)}", shown, heats="heats")
    words = Counter(verdict.verdict for verdict in judged.verdicts)
    summary = ", ".join(counted(words[word], word) for word in Word if words[word]) or "nothing compared"
    text = f"{judged.side} against {_named(judged.baseline)}: {summary}"
    yield Paragraph(text, "bad" if words[Word.REGRESSION] else "", tuple(_notes(judged, words)))
    for word, cases in ((Word.REMOVED, judged.vanished), (Word.ADDED, judged.new)):
        if cases:
            names = ", ".join(caseid.name(case) for case in cases[:_NAMED]) + (", …" if len(cases) > _NAMED else "")
            cure = (
                "approve the race if this is intended"
                if word is Word.REMOVED
                else "approve the race to keep their figures"
            )
            note = Note(f"{word.value} since the baseline", cure)
            yield Paragraph(f"{word.value}: {count(len(cases), 'case')}: {names}", notes=(note,))


def _named(baseline: Baseline) -> str:
    return f"the baseline of {baseline.approval.date[:10]} ({baseline.approval.commit[:12]})"


def _notes(judged: StoredJudgement, words: Counter[Word]) -> Iterator[Note]:
    if not judged.same:
        where = f"{judged.baseline.machine.cpu}, {judged.baseline.identity}"
        yield Note(
            f"measured on another machine or build ({where}): only {_COMPARED} are compared",
            "a drift is a hint, never a failure",
        )
    if judged.same and not judged.alike:
        then = count(judged.baseline.sides or 0, "side")
        yield Note(
            f"the baseline's race had {then}, this one has {judged.sides}. That changes the times of quick cases, so "
            "no case is called a regression",
            "race the same interpreters as then, or measure the baseline again with these",
        )
    if words[Word.DRIFTED]:
        yield Note(
            "drifted",
            f"compare both commits on this machine: paceline gate --against {judged.baseline.approval.commit[:12]}",
        )
    if words[Word.REGRESSION]:
        yield Note(
            "slower by more than 5 %, after correction for the machine's pace, which the reference loop shows",
            f"paceline gate --against {judged.baseline.approval.commit[:12]} shows whether this change is the cause",
        )


def changes(found: Sequence[StoredJudgement]) -> Document:
    """Return what a new baseline changes in the old ones."""
    document = Document()
    for judged in found:
        document.add(*_blocks(judged, verbose=False))
    return document


def listing(stored: Sequence[Baseline]) -> Document:
    """Return one table per baseline: what it holds, and who approved it."""
    document = Document()
    titles = ("heats", "", "time ± spread over heats", "÷ reference loop", "follows the loop", "speed-up")
    columns = (Column("case", number=False), *(Column(title) for title in titles))
    for baseline in stored:
        rows = tuple(_row(name, entry) for name, entry in [*baseline.workloads.items(), *baseline.cases.items()])
        machine = baseline.machine
        caption = f"{machine.cpu}, {machine.usable_cpus} usable CPUs, {machine.system} {machine.architecture}"
        document.add(Table(f"{baseline.name}: {baseline.identity}", columns, rows, caption=caption, labels=3))
        for approval in baseline.approvals:
            document.add(
                Paragraph(f"{approval.date}, {approval.commit[:12]}, {approval.cases}: {approval.reason}", "dim")
            )
    return document


def _row(case: str, entry: Entry) -> tuple[Cell, ...]:
    scale = Scale.of([entry.seconds.value])
    return (
        Cell(caseid.name(case)),
        Cell(str(entry.heats)),
        Cell(scale.unit, "dim"),
        Cell(f"{scale.show(entry.seconds.value)} {doubt(entry.seconds.spread)}"),
        Cell(f"{entry.yardsticks.value:.4g} {doubt(entry.yardsticks.spread)}" if entry.yardsticks else "–"),
        Cell(f"{entry.loop.slope:.2f} {doubt(entry.loop.rest)}" if entry.loop else "–"),
        Cell(f"{times(entry.speedup.value)} {doubt(entry.speedup.spread)}" if entry.speedup else "–"),
    )


def difference(pairs: Sequence[tuple[Baseline | None, Baseline]]) -> Document:
    """Return how stored figures differ from what they were, as figures alone: a check is what judges."""
    document = Document()
    columns = (Column("case", number=False), *(Column(title) for title in ("time", "÷ reference loop", "speed-up")))
    for old, new in pairs:
        if old is None:
            document.add(Paragraph(f"{new.name}: new, {count(len(new.cases), 'case')}"))
            continue
        rows = [
            (Cell(caseid.name(case)), *_changes(old.cases[case], entry))
            for case, entry in new.cases.items()
            if case in old.cases and old.cases[case] != entry
        ]
        gone, added = len(old.cases.keys() - new.cases.keys()), len(new.cases.keys() - old.cases.keys())
        text = f"{new.name}: {count(len(rows), 'case')} changed, {gone} removed, {added} added"
        document.add(Paragraph(text), *([Table("", columns, tuple(rows))] if rows else []))
    return document


def _changes(old: Entry, new: Entry) -> Iterator[Cell]:
    for name in ("seconds", "yardsticks", "speedup"):
        then, now = getattr(old, name), getattr(new, name)
        yield Cell(_changed(then, now) if then and now else "–")


def _changed(then: Figure, now: Figure) -> str:
    return change(now.value / then.value)
