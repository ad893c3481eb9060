"""Which strategy is fastest, from which size, on which interpreter: the answer first, then all of it where asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...judge.rivals import Key
from ...results import caseid
from ..conditions import conditions, problems, too_few_heats
from ..document import Document, Heading, Note, Paragraph
from ..units import count, share
from .across import means, named, summary
from .answer_table import answer_table
from .builds import build_tables
from .costs import passing, peaks
from .figures import figure_tables
from .scaling import scaling
from .sizes import crossing_table, fastest, not_concurrency, winners

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...judge.bench.judgement import BenchJudgement
    from ...results.records import Race
    from ...results.store import Samples


def compose(race: Race, samples: Samples, judgement: BenchJudgement, *, verbose: bool = False) -> Document:
    """Return the answers, and under which conditions they hold; with `verbose`, or without answers, every figure."""
    document = Document()
    table = answer_table(judgement, race.sides)
    if table:
        document.add(table, *not_concurrency(race, judgement))
    document.add(*fastest(judgement))
    if judgement.builds:
        document.add(Heading("Is it faster without a GIL?"), *build_tables(judgement.builds, every=verbose))
    document.add(*too_few_heats(race), *_capacity(race))
    if verbose or not table:
        document.add(*figure_tables(race, samples, judgement))
    if verbose and table:
        document.add(Heading("Which strategy, from which size?"), *winners(race, judgement))
        document.add(*crossing_table(race, judgement), *scaling(race, samples, judgement.figures))
        document.add(*passing(race, judgement), *peaks(race, samples, judgement))
    if judgement.versions:
        document.add(Heading("Which interpreter is faster?"), *summary(judgement.versions))
        document.add(*(means(judgement.versions) if verbose else ()), *named(judgement.versions, verbose=verbose))
    document.add(Heading("How far can this be trusted?"), *_missing(race, judgement), *problems(race))
    document.add(*conditions(race))
    return document


def _capacity(race: Race) -> Iterator[Paragraph]:
    """Report the speed-up that a perfect parallel strategy could have reached here."""
    if race.capacity is None:
        return
    after = f", and {race.capacity.after:.2f}× after it" if race.capacity.after else ""
    text = (
        f"{race.capacity.workers} independent processes did {race.capacity.before:.2f}× the work of one "
        f"before the race{after}"
    )
    yield Paragraph(f"{text}. A speed-up with {count(race.capacity.workers, 'worker')} above that is doubtful.", "dim")


def _missing(race: Race, judgement: BenchJudgement) -> Iterator[Paragraph]:
    """Name what was in the grid and could run, and has no figure."""
    wrong = {(problem.case, problem.side) for heat in race.heats for problem in heat.problems}
    missing = [
        f"{caseid.name(case.id)} on {side.name}"
        for case in race.cases
        for side in race.sides
        if (case.id, side.name) not in judgement.figures
        and case.id not in side.unsupported
        and side.name not in case.missing_on
        and (case.id, side.name) not in wrong
        and Key.of(case.id)
    ]
    if missing:
        part = share(len(missing) / max(1, len(race.cases) * len(race.sides)))
        names = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
        text = f"not reached within the budget: {count(len(missing), 'figure')} ({part} of the grid): {names}"
        yield Paragraph(text, "bad", (Note("the time ran out before their turn", "give a larger --budget"),))
