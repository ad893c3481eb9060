"""Keeps a race's books: which cases there are, what was measured and what went wrong, on disk after each heat."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from ..errors import PacelineError
from ..results.records import Problem, Spent
from . import laidout
from .differences import differences
from .environment import lacking
from .misnamed import misnamed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..results.folder import RaceFolder
    from ..results.records import Case, Heat, Race
    from ..results.store import Samples
    from .entrant import Entrant
    from .plan import Known


@dataclass(slots=True)
class Clerk:
    """Writes what entrants tell into the race's records, and those into its folder."""

    race: Race
    samples: Samples
    folder: RaceFolder
    known: dict[tuple[str, str], Known] = field(default_factory=dict)
    """What all heats so far found by case and side."""
    unmarked: set[str] = field(default_factory=set)
    """Cases of which nobody said whether they compute in one thread."""

    def enrol(self, entrants: list[Entrant]) -> None:
        """Take all sides' cases for the race's; a case is one, whoever has it."""
        _check_arguments(entrants)
        cases: dict[str, Case] = {}
        candidates = {pair.candidate for pair in self.race.pairs}
        for entrant in sorted(entrants, key=lambda entrant: entrant.name not in candidates):  # theirs are the files
            for case in entrant.cases.values():
                cases.setdefault(case.id, case)
        if not cases:
            raise _nothing(entrants, self.race.pytest_args)
        for case in (case for entrant in entrants for case in entrant.left_out):
            cases.setdefault(case.id, case)
        self.unmarked = {case.id for case in cases.values() if case.concurrent is None}
        self.race.cases = tuple(
            msgspec.structs.replace(case, missing_on=tuple(e.name for e in entrants if case.id not in e.cases))
            for case in cases.values()
        )
        unsupported = {entrant.name: entrant.unsupported for entrant in entrants}
        self.race.sides = tuple(
            msgspec.structs.replace(side, unsupported=unsupported[side.name]) for side in self.race.sides
        )

    def examine(self, entrants: list[Entrant], *, notes: bool = False) -> None:
        """Raise `PacelineError` where sides have imported what was not laid out; note how they differ otherwise."""
        reports = {entrant.name: entrant.origins for entrant in entrants if entrant.origins is not None}
        laidout.check(self.race, reports)
        if notes:
            self.race.sides = tuple(
                msgspec.structs.replace(side, modules=laidout.modules(side, reports[side.name]))
                if side.name in reports
                else side
                for side in self.race.sides
            )
            self.race.notes = differences(self.race, reports)

    def keep(self, heat: Heat, entrants: list[Entrant]) -> None:
        """Write down a heat, and then the manifest that names it."""
        self._learn(entrants)
        by_side: dict[str, list[Entrant]] = {}
        for entrant in entrants:
            by_side.setdefault(entrant.name, []).append(entrant)
        for name, parts in by_side.items():
            samples = {case: sample for part in parts for case, sample in part.samples().items()}
            records = {case: record for part in parts for case, record in part.records.items()}
            if samples:
                self.folder.save_heat(heat.number, name, samples, records, self._machine_info(name))
                self.samples.add(heat.number, name, samples)
        self._remember(entrants)
        self.race.heats = (*self.race.heats, heat)
        self.folder.save(self.race)

    def _learn(self, entrants: list[Entrant]) -> None:
        """Remember what was seen of the cases that nobody had described: once in several threads is enough."""
        seen: dict[str, bool] = {}
        for entrant in entrants:
            for case, concurrent in entrant.concurrent.items():
                seen[case] = seen.get(case, False) or concurrent
        self.race.cases = tuple(
            msgspec.structs.replace(case, concurrent=seen[case.id] or case.concurrent is True)
            if case.id in seen and case.id in self.unmarked
            else case
            for case in self.race.cases
        )

    def _remember(self, entrants: list[Entrant]) -> None:
        """Put what a heat found of each case's function, and what its rounds show, to what earlier heats did."""
        concurrent = {case.id for case in self.race.cases if case.concurrent is not False}
        for entrant in entrants:
            for case, found in entrant.known.items():
                key = case, entrant.name
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


def _check_arguments(entrants: list[Entrant]) -> None:
    """Raise `PacelineError` where an argument names nothing on any side; what one side has is new or removed."""
    nowhere = set.intersection(*(set(entrant.absent) for entrant in entrants))
    if nowhere:
        cure = "name a file, a folder or a test that is there, after --"
        raise PacelineError(f"there is no {min(nowhere)}, on any side", cure=cure)


def _nothing(entrants: list[Entrant], args: Sequence[str]) -> PacelineError:
    """Say why no side has a benchmark, and what helps against that."""
    for entrant in entrants:
        for place, reason in entrant.broken.items():
            python = entrant.side.python
            if error := lacking(reason, entrant.name, python):
                return error
            cure = f"run `{python} -m pytest {place}` in {entrant.side.checkout}"
            return PacelineError(f"no benchmark was collected: {place} ({reason})", place=_on(entrant), cure=cure)
    for entrant in entrants:
        if entrant.deselected:
            said = f"no benchmark was collected: all {entrant.deselected} are deselected, by -k, -m or --deselect"
            return PacelineError(said, place=_on(entrant), cure='leave these out; add -m "" where addopts has one')
    left_out = next((why for entrant in entrants for why in entrant.unsupported.values()), None)
    plain = max((entrant.plain for entrant in entrants), default=0)
    if not (left_out or plain) and (files := misnamed(entrants[0].side.checkout, args)):
        told = f"no benchmark was collected: {files[0].name} is not called as pytest's setting python_files says"
        return PacelineError(told, cure=f"name the files after --, or add -o python_files={files[0].name}")
    why = left_out or (f"none of {plain} tests takes the benchmark fixture" if plain else "no test was found")
    cure = "name a file or folder whose tests take the benchmark fixture, after --"
    return PacelineError(f"no benchmark was collected: {why}", cure=cure)


def _on(entrant: Entrant) -> str:
    return f"side {entrant.name}"


def spent(own: Spent, entrants: list[Entrant]) -> Spent:
    """Add up where the time of a heat went."""
    total = msgspec.structs.replace(own)
    for entrant in entrants:
        total.add(entrant.spent)
    return total


def problems(entrants: list[Entrant], *, first: bool) -> Iterator[Problem]:
    """Yield what went wrong; files that cannot be collected are told after the first heat."""
    for entrant in entrants:
        yield from entrant.problems
        if first:
            yield from (Problem(entrant.name, place, "failed", why) for place, why in entrant.broken.items())
