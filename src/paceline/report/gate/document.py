"""What a gate has found: each case that is not plainly unchanged, the summary, and how far it can be trusted."""

from __future__ import annotations

import math
from collections import Counter
from shlex import quote
from typing import TYPE_CHECKING

from ...judge.records import SUITE, Caveat, Quantity, Word
from ...results import caseid
from ..caveats import note
from ..conditions import conditions
from ..document import Cell, Column, Document, Paragraph, Table
from ..gil import gil_back
from ..units import budget, change, count, counted, duration, interval, share
from .whereabouts import speedups, where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ...judge.gate.judgement import GateJudgement, PairJudgement
    from ...judge.gate.too_few import Lack
    from ...judge.records import Unjudged, Verdict
    from ...results.records import Race
    from ..document import Style

_STYLES: dict[Word, Style] = {
    Word.REGRESSION: "bad",
    Word.FAILED: "bad",
    Word.REMOVED: "bad",
    Word.IMPROVEMENT: "good",
    Word.UNCHANGED: "dim",
}
_ORDER = list(Word)

_ACCEPTED = "; a gate that loses a case does not pass: --deselect {} after -- accepts it"
"""What is said of cases that the candidate does not have."""

_MANY = 3
"""Undecided cases of one test that are listed; more share one row, unless every case is asked for."""


def compose(races: Sequence[Race], judgement: GateJudgement, *, verbose: bool = False, opening: str = "") -> Document:
    """Return the document of a gate, or of several that were merged; `verbose` lists the unchanged cases too."""
    document = Document()
    if opening:
        document.add(Paragraph(opening))
    for pair in judgement.pairs:
        table = _table(pair, judgement, verbose=verbose)
        if table.rows:
            document.add(table)
        document.add(*unjudged_cases(pair.unjudged), *_mishaps(pair), *speedups(pair, _on(pair, judgement)))
    document.add(*where(judgement))
    document.summary += _summary(judgement)
    document.summary += [Paragraph(f"note: {note}") for note in notes(races)]
    for race in races:
        document.summary += [*gil_back(race), *conditions(race, brief=not verbose)]
    return document


def notes(races: Sequence[Race]) -> list[str]:
    """Return how the sides differ apart from what is compared, each difference once."""
    return list(dict.fromkeys(note for race in races for note in race.notes))


def _table(pair: PairJudgement, judgement: GateJudgement, *, verbose: bool) -> Table:
    verdicts = list(pair.verdicts())
    shown = [verdict for verdict in verdicts if verbose or _worth_showing(verdict)]
    names = caseid.names(dict.fromkeys(verdict.case for verdict in verdicts))
    on = _on(pair, judgement)
    title = f"{pair.pair.candidate} against {pair.pair.baseline}" if on else ""
    return verdict_table(
        f"{pair.interpreter}: {title}" if on and pair.interpreter not in title else title, shown, names, verbose=verbose
    )


def _on(pair: PairJudgement, judgement: GateJudgement) -> str:
    """Return where a pair raced, where that has to be said."""
    return f" on {pair.interpreter}" if len(judgement.pairs) > 1 else ""


def announced(verdicts: Mapping[tuple[str, str], Verdict]) -> dict[tuple[str, str], str]:
    """Return what is said, while the race goes on, of the cases that leave it: nothing where nothing changed."""
    several = len({candidate for _, candidate in verdicts}) > 1
    return {
        (case, candidate): f"{caseid.name(case)}{f' on {candidate}' if several else ''}: "
        f"{verdict.verdict.value} {change(verdict.ratio)}"
        if verdict.verdict in {Word.REGRESSION, Word.IMPROVEMENT}
        else ""
        for (case, candidate), verdict in verdicts.items()
    }


def verdict_table(
    title: str,
    verdicts: Sequence[Verdict],
    names: Mapping[str, str] | None = None,
    *,
    heats: str = "heats × rounds",
    verbose: bool = False,
) -> Table:
    """Return the table of verdicts, the worst first, all cases together last; `names` tell the cases apart."""
    names = caseid.names(dict.fromkeys(verdict.case for verdict in verdicts)) if names is None else names
    shown = sorted(verdicts, key=lambda verdict: (verdict.case == SUITE, _ORDER.index(verdict.verdict), -verdict.ratio))
    titles = ("change", "95 % interval", heats, "clock", "evidence", "detectable", "heats needed")
    words = (Column("case", number=False), Column("verdict", number=False))
    columns = (*words, *(Column(title) for title in titles))
    rows = tuple(_rows(shown, names, len(shown) if verbose else _MANY))
    if not any(map(_needed, shown)):
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    return Table(title, columns, rows, labels=2)


def _worth_showing(verdict: Verdict) -> bool:
    if verdict.case == SUITE or verdict.quantity is Quantity.SPEEDUP:
        return verdict.verdict in {Word.REGRESSION, Word.IMPROVEMENT}
    return verdict.verdict is not Word.UNCHANGED


def _rows(verdicts: Sequence[Verdict], names: Mapping[str, str], most: int) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each verdict; one for all undecided cases of a test that has more than `most`."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        undecided = verdict.verdict is Word.INCONCLUSIVE and verdict.quantity is Quantity.TIME
        name = names[verdict.case]
        test = name.partition("[")[0] if undecided and "[" in name else f"{verdict.quantity} {verdict.case}"
        groups.setdefault(test, []).append(verdict)
    for test, group in groups.items():
        yield from [_group_row(test, group)] if len(group) > most else (_row(each, names) for each in group)


def _group_row(test: str, group: Sequence[Verdict]) -> tuple[Cell, ...]:
    """Return the row of a test with many undecided cases: from the least to the most of each number."""
    heats = sorted({verdict.heats for verdict in group})
    needed = [more for verdict in group if (more := _needed(verdict)) is not None]
    found = max(verdict.detectable for verdict in group)
    notes = tuple(map(note, _worst(caveat for verdict in group for caveat in verdict.caveats)))
    changes = change(min(verdict.ratio for verdict in group)), change(max(verdict.ratio for verdict in group))
    return (
        Cell(f"{test}[…] ×{len(group)}", "strong"),
        Cell(Word.INCONCLUSIVE.value, "", notes),
        Cell(" to ".join(changes)),
        Cell(""),
        Cell(f"{heats[0]}" if len(heats) == 1 else f"{heats[0]} to {heats[-1]}"),
        Cell(""),
        Cell(f"≤ {max(verdict.evidence for verdict in group):.1f} / {group[0].threshold:.1f}"),
        Cell(change(found) if math.isfinite(found) else "–"),
        Cell(str(max(needed)) if needed else "–"),
    )


def _worst(caveats: Iterable[Caveat]) -> Iterator[Caveat]:
    """Yield one caveat of each kind, with the largest of its numbers."""
    kinds: dict[str, list[tuple[float, ...]]] = {}
    for caveat in caveats:
        kinds.setdefault(caveat.kind, []).append(caveat.numbers)
    for kind, numbers in kinds.items():
        yield Caveat(kind, tuple(map(max, zip(*numbers, strict=True))))


def _row(verdict: Verdict, names: Mapping[str, str]) -> tuple[Cell, ...]:
    suite = verdict.case == SUITE
    return (
        Cell("all cases together" if suite else _name(verdict, names), "strong"),
        Cell(verdict.verdict.value, _STYLES.get(verdict.verdict, ""), tuple(map(note, verdict.caveats))),
        Cell(change(verdict.ratio)),
        Cell(interval(verdict.low, verdict.high)),
        Cell(f"{verdict.heats} × {verdict.rounds}" if verdict.rounds else str(verdict.heats)),
        Cell("" if suite else verdict.clock.value),
        Cell(f"{verdict.evidence:.1f} / {verdict.threshold:.1f}"),
        Cell(change(verdict.detectable) if math.isfinite(verdict.detectable) else "–"),
        Cell(str(_needed(verdict) or "–")),
    )


def _needed(verdict: Verdict) -> int | None:
    """Return how many heats an undecided case needs; None where it is decided, had as many, or where nobody knows."""
    needed = verdict.heats_needed or 0
    return needed if verdict.verdict is Word.INCONCLUSIVE and needed > verdict.heats else None


def _name(verdict: Verdict, names: Mapping[str, str]) -> str:
    """Name what a verdict is on: a case, or its speed-up over sequential."""
    name = names[verdict.case]
    return f"{verdict.quantity.value} of {name}" if verdict.quantity is Quantity.SPEEDUP else name


def unjudged_cases(cases: Sequence[Unjudged]) -> Iterator[Paragraph]:
    """Name what has no verdict: grouped by reason."""
    groups: dict[tuple[Word, str], list[str]] = {}
    for case in cases:
        groups.setdefault((case.word, case.reason), []).append(case.case)
    for (word, reason), ids in sorted(groups.items(), key=lambda item: _ORDER.index(item[0][0])):
        some = ", ".join(map(caseid.name, ids[:3])) + (", …" if len(ids) > 3 else "")
        text = f"{word.value}: {count(len(ids), 'case')} ({some}): {reason}"
        accepted = _ACCEPTED.format(quote(ids[0])) if word is Word.REMOVED else ""
        yield Paragraph(f"{text}{accepted}", _STYLES.get(word, ""))


def _mishaps(pair: PairJudgement) -> Iterator[Paragraph]:
    """Name what failed now and then, and is judged all the same."""
    for mishap in pair.mishaps:
        yield Paragraph(f"{caseid.name(mishap.case)}: {mishap}; judged from the heats that both sides finished", "bad")


def _promise(judgement: GateJudgement) -> str:
    """Say within which margins a case is unchanged, and how often a gate is wrong."""
    margins = sorted({verdict.margin for pair in judgement.pairs for verdict in pair.cases})
    within = f"unchanged means within {_margins(margins)}; " if margins else ""
    together = f", over all {judgement.family} comparisons together" if judgement.family > 1 else ""
    wrong = f"at most {share(judgement.policy.alpha)} of gates without a slowdown raise any false alarm{together}"
    return f"profile {judgement.policy.profile.name}: {within}{wrong}"


def _margins(margins: Sequence[float]) -> str:
    """Return them as `±1.5 %`, `±1.5 % or ±5 %`, or from the smallest to the largest."""
    shown = [f"±{100 * margin:g} %" for margin in margins]
    return " or ".join(shown) if len(shown) < 3 else f"{shown[0]} to {shown[-1]}"


def _lacking(lack: Lack) -> str:
    """Say how many heats are missing, and which budget allows them."""
    heats = f"no case has the {count(lack.heats, 'heat')} that a regression needs"
    return f"{heats}, and a heat takes about {duration(lack.seconds)}; give --budget {budget(lack.budget)} or more"


def _summary(judgement: GateJudgement) -> Iterator[Paragraph]:
    words = Counter(verdict.verdict for pair in judgement.pairs for verdict in pair.cases)
    words.update(case.word for pair in judgement.pairs for case in pair.unjudged)
    parts = [counted(words[word], word) for word in _ORDER if words[word]]
    scaling = sum(v.verdict.verdict is Word.REGRESSION for pair in judgement.pairs for v in pair.speedups)
    parts += [count(scaling, "lower speed-up")] if scaling else []
    total = duration(judgement.seconds)
    suite = [pair.suite for pair in judgement.pairs if pair.suite is not None and pair.suite.heats > 1]
    shown = [f"{change(one.ratio)} ({interval(one.low, one.high)})" for one in suite]
    mean = f"; all cases together {shown[0]}" if len(shown) == 1 else ""
    worst: Style = "bad" if scaling or words[Word.REGRESSION] or words[Word.FAILED] else "strong"
    yield Paragraph(f"{', '.join(parts) or 'nothing compared'}{mean}; measured for {total}", worst)
    if judgement.lack is not None:
        yield Paragraph(_lacking(judgement.lack), "bad")
    yield Paragraph(_promise(judgement), "dim")
