"""Keeps a race's books: which cases there are, what was measured and what went wrong, on disk after each heat."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..results.records import Problem, Spent
from . import laidout
from .differences import differences
from .no_benchmark import no_benchmark, nowhere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..results.folder import RaceFolder
    from ..results.records import Case, Heat, Race
    from ..results.store import Samples
    from .call_counts import Known
    from .side_run import SideRun


@dataclass(slots=True)
class Recorder:
    """Writes what side runs report into the race's records, and those into its folder."""

    race: Race
    samples: Samples
    folder: RaceFolder
    known: dict[tuple[str, str], Known] = field(default_factory=dict)
    """What all heats so far found by case and side."""
    with_gil: set[tuple[str, str]] = field(default_factory=set)
    """Cases that turned the GIL on, and the sides on which they did: those after them would have one too."""
    unmarked: set[str] = field(default_factory=set)
    """Cases of which nobody said whether they compute in one thread."""

    def enrol(self, side_runs: list[SideRun]) -> None:
        """Take all sides' cases for the race's; a case is one, whoever has it."""
        _check_arguments(side_runs)
        cases: dict[str, Case] = {}
        candidates = {pair.candidate for pair in self.race.pairs}
        for side_run in sorted(side_runs, key=lambda side_run: side_run.name not in candidates):  # theirs are the files
            for case in side_run.cases.values():
                cases.setdefault(case.id, case)
        if not cases:
            raise no_benchmark(side_runs, self.race.pytest_args)
        for case in (case for side_run in side_runs for case in side_run.left_out):
            cases.setdefault(case.id, case)
        self.unmarked = {case.id for case in cases.values() if case.concurrent is None}
        self.race.cases = tuple(
            msgspec.structs.replace(case, missing_on=tuple(e.name for e in side_runs if case.id not in e.cases))
            for case in cases.values()
        )
        unsupported = {side_run.name: side_run.unsupported for side_run in side_runs}
        self.race.sides = tuple(
            msgspec.structs.replace(side, unsupported=unsupported[side.name]) for side in self.race.sides
        )

    def examine(self, side_runs: list[SideRun], *, notes: bool = False) -> None:
        """Raise `PacelineError` where sides have imported what was not laid out; note how they differ otherwise."""
        reports = {side_run.name: side_run.origins for side_run in side_runs if side_run.origins is not None}
        laidout.check(self.race, reports)
        if notes:
            self.race.sides = tuple(
                msgspec.structs.replace(side, modules=laidout.modules(side, reports[side.name]))
                if side.name in reports
                else side
                for side in self.race.sides
            )
            self.race.notes = differences(self.race, reports)

    def keep(self, heat: Heat, side_runs: list[SideRun]) -> None:
        """Write down a heat, and then the manifest that names it."""
        self._learn(side_runs)
        by_side: dict[str, list[SideRun]] = {}
        for side_run in side_runs:
            by_side.setdefault(side_run.name, []).append(side_run)
        for name, parts in by_side.items():
            samples = {case: sample for part in parts for case, sample in part.samples().items()}
            records = {case: record for part in parts for case, record in part.records.items()}
            if samples:
                self.folder.save_heat(heat.number, name, samples, records, self._machine_info(name))
                comparable = {case: sample for part in parts for case, sample in part.comparable().items()}
                self.samples.add(heat.number, name, comparable)
        self._remember(side_runs)
        self.with_gil |= {(case, side_run.name) for side_run in side_runs for case in side_run.ledger.turned_in}
        self.race.heats = (*self.race.heats, heat)
        self.folder.save(self.race)

    def _learn(self, side_runs: list[SideRun]) -> None:
        """Remember what was seen of the cases that nobody had described: once in several threads is enough."""
        seen: dict[str, bool] = {}
        for side_run in side_runs:
            for case, concurrent in side_run.concurrent.items():
                seen[case] = seen.get(case, False) or concurrent
        self.race.cases = tuple(
            msgspec.structs.replace(case, concurrent=seen[case.id] or case.concurrent is True)
            if case.id in seen and case.id in self.unmarked
            else case
            for case in self.race.cases
        )

    def _remember(self, side_runs: list[SideRun]) -> None:
        """Put what a heat found of each case's function, and what its rounds show, to what earlier heats did."""
        concurrent = {case.id for case in self.race.cases if case.concurrent is not False}
        for side_run in side_runs:
            for case, found in side_run.known.items():
                key = case, side_run.name
                before = self.known.get(key, found)
                known = replace(found, seconds=min(found.seconds, before.seconds))
                heats = self.samples.of(*key)
                self.known[key] = known.seen(heats.values(), concurrent=case in concurrent) if heats else known

    def _machine_info(self, side: str) -> dict[str, object]:
        """Return pytest-benchmark's machine_info, with the identity that its own machine id lacks."""
        facts, machine = self.race.side(side).interpreter, self.race.machine
        return {
            "python_implementation": facts.get("implementation"),
            "python_version": facts.get("version"),
            "machine": machine.get("architecture"),
            "system": machine.get("system"),
            "paceline": {"interpreter": facts, "machine": machine},
        }


def _check_arguments(side_runs: list[SideRun]) -> None:
    """Raise `PacelineError` where an argument names nothing on any side; what one side has is new or removed."""
    absent = set.intersection(*(set(side_run.absent) for side_run in side_runs))
    if absent:
        raise nowhere(min(absent), Path(side_runs[0].side.checkout))


def spent(own: Spent, side_runs: list[SideRun]) -> Spent:
    """Add up where the time of a heat went."""
    total = msgspec.structs.replace(own)
    for side_run in side_runs:
        total.add(side_run.spent)
    return total


def problems(side_runs: list[SideRun], *, first: bool) -> Iterator[Problem]:
    """Yield what went wrong; files of which nothing is collected are reported after the first heat."""
    for side_run in side_runs:
        yield from side_run.problems
        if first:
            yield from (Problem(side_run.name, place, "failed", why) for place, why in side_run.broken.items())
            yield from (Problem(side_run.name, place, "skipped", why) for place, why in side_run.skipped.items())
