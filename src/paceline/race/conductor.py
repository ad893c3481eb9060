"""Runs heats until every case is settled or the time is spent; each is on disk before the next begins."""

from __future__ import annotations

import os
import random
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ..errors import PacelineError, as_sentence
from ..results.mishaps import collided, mishaps
from ..results.records import Heat
from . import parallel
from .heat import HeatRun
from .recorder import problems, spent
from .schedule import draw, shuffled, with_those_before
from .system_load import LoadMeter
from .time_limit import Limits, Need, Stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ..results.records import Case, Race
    from ..results.store import Samples
    from .heat import Setting, Start
    from .recorder import Recorder
    from .schedule import Draw

    Settled: TypeAlias = Callable[[Race, Samples], Mapping[tuple[str, str], str]]

_ROOM = 1.1
"""The heats to come are not all as short as the shortest so far."""

_COLD = 0.5
"""The first heat's cases may take twice as long as all others: they are calibrated, and meet cold caches."""

_WORTH = 0.1
"""A heat is begun only if this share of it will fit into the time that is left."""


class Audience(Protocol):
    """Who watches a race: a progress bar, or nobody."""

    def heat_begins(self, number: int, cases: int) -> None:
        """Hear that this heat begins, and perhaps others beside it, with so many open cases together."""

    def case_done(self, case: Case) -> None:
        """Hear that all sides had their turns with a case."""

    def cannot_decide(self, cases: Sequence[str], seconds: float, limit: float) -> None:
        """Hear that these cases, which take so many seconds per heat, cannot be decided within the limit."""

    def ends_early(self, heat: int, problem: PacelineError) -> None:
        """Hear that this heat could not be run, and that the race ends with those before."""

    def heat_ends(self, heat: Heat, settled: int, cases: int, verdicts: Sequence[str]) -> None:
        """Hear that a heat is on disk, so many of all cases are settled, and what it showed of some of them."""


@dataclass(slots=True)
class Conductor:
    """One race: its manifest, its samples, and what is still open."""

    race: Race
    setting: Setting
    recorder: Recorder
    audience: Audience
    settled: Settled
    """Says which cases need no further heat: the judge's word."""
    rng: random.Random = field(default_factory=random.SystemRandom)
    parallel: int = 1
    """Heats that may run at once, a core each."""
    _done: Mapping[tuple[str, str], str] = field(default_factory=dict)
    _began: float = field(default_factory=time.monotonic)
    _watch: Stopwatch = field(default_factory=Stopwatch)
    _needed: float = 0.0
    """Seconds that the fewest heats of all cases take, as far as is known."""
    _left_out: Collection[str] = ()
    """Cases that cannot be decided in the time that is left."""
    _said: set[str] = field(default_factory=set)
    _even: bool = False
    """Whether all sides import the same test files."""

    def run(self, limits: Limits) -> tuple[Race, Samples]:
        """Run heats within these limits; return the manifest and all samples, which are on disk by then."""
        if self.race.heats:  # resumed
            self._done = self.settled(self.race, self.recorder.samples)
        first, longest = len(self.race.heats), 0.0
        while self._another(limits, len(self.race.heats) - first, longest):
            began = time.monotonic()
            run = len(self.race.heats) - first
            try:
                self._turn(self._stop(limits, run), min(self.parallel, (limits.heats or sys.maxsize) - run))
            except (PacelineError, OSError) as error:
                problem = as_sentence(error)
                if not self.race.heats:
                    raise problem from error
                self.audience.ends_early(len(self.race.heats) + 1, problem)
                break
            longest = max(longest, time.monotonic() - began)
            before, self._done, self._left_out = self._done, self.settled(self.race, self.recorder.samples), ()
            verdicts = [text for cell, text in self._done.items() if text and cell not in before]
            cases = len(self.race.cases)
            unsettled = len(self._open())
            self._allot(limits, first=not run)
            self.audience.heat_ends(self.race.heats[-1], cases - unsettled, cases, verdicts)
        return self.race, self.recorder.samples

    def _another(self, limits: Limits, run: int, longest: float) -> bool:
        if run and not self._open():
            return False
        if limits.heats is not None and run >= limits.heats:
            return False
        return not run or self._limit(limits) - self._elapsed() > _WORTH * longest

    def _stop(self, limits: Limits, run: int) -> Callable[[], bool]:
        """Return what says, before each case, whether the time is spent."""
        return lambda: self._elapsed() > (self._limit(limits) if run else limits.first(self._to_settle()))

    def _limit(self, limits: Limits) -> float:
        return limits.seconds(self._to_settle(), self._needed)

    def _allot(self, limits: Limits, *, first: bool) -> None:
        """Leave out of the next heats what cannot be decided in the time, after trying fewer rounds of slow cases."""
        if limits.fewest is None or not (starts := self._open()):
            return
        fewest = limits.fewest(self.race)
        need = self._need(starts, fewest)
        self._needed = max(self._needed, self._elapsed() + _ROOM * need.seconds())
        limit = self._limit(limits)
        if first and need.seconds() > limit - self._elapsed():
            self.setting = replace(self.setting, pace=self.setting.pace.brief())
        costs = {case: (_COLD if first else 1.0) * seconds for case, seconds in need.costs.items()}
        self._left_out = replace(need, costs=costs).left_out(limit - self._elapsed())
        if named := [case for case in self._left_out if case not in self._said]:
            self._said.update(named)
            self.audience.cannot_decide(named, sum(need.costs[case] for case in named), limit)

    def _need(self, starts: Sequence[Start], fewest: int) -> Need:
        """Return what these cases still take."""
        heat, samples = self.race.heats[-1], self.recorder.samples
        run = {case.id: min(len(samples.of(case.id, side)) for side in sides) for case, sides in starts}
        parallel = all(case.concurrent is False for case, _ in starts)
        return Need(
            heats={case: max(fewest - heats, 0) for case, heats in run.items()},
            costs={case: self._watch.of(case) for case in run},
            start=heat.spent.start + heat.spent.end,
            parallel=min(self.parallel, max(len(_cores(self.race)), 1)) if parallel else 1,
        )

    def _to_settle(self) -> int:
        """Count the cases, each once for each pair that has it on both sides."""
        return sum(map(self.race.comparisons, self.race.cases))

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _open(self) -> list[Start]:
        """Return the cases that need another heat, and on which sides: neither settled, nor failed too often."""
        wrong = {cell for cell, seen in mishaps(self.race).items() if seen.hopeless} | self.recorder.with_gil
        starts = [(case, frozenset(self._sides(case, wrong))) for case in self.race.cases]
        return [(case, sides) for case, sides in starts if sides and case.id not in self._left_out]

    def _sides(self, case: Case, wrong: Collection[tuple[str, str]]) -> Iterator[str]:
        able = {
            side.name
            for side in self.race.sides
            if (case.id, side.name) not in wrong and side.name not in case.missing_on
        }
        if not self.race.pairs:
            yield from (side for side in able if (case.id, side) not in self._done)
        for pair in self.race.pairs:
            if {pair.baseline, pair.candidate} <= able and (case.id, pair.candidate) not in self._done:
                yield from (pair.baseline, pair.candidate)

    def _turn(self, stop: Callable[[], bool], heats_left: int) -> None:
        """Run as many heats at once as there are cores for, and write them down."""
        draws = self._draws(heats_left)
        started, began, meter = datetime.now(timezone.utc), time.monotonic(), LoadMeter()
        first = len(self.race.heats) + 1
        with ExitStack() as stack:
            heats = self._launched(stack, draws)
            if first == 1:
                self.recorder.enrol(heats[0].side_runs)
            self._even_out(heats)
            if first == 1:
                further = self._draws(heats_left, taken=draws)
                draws += further
                heats += self._launched(stack, further)
            complete = [False] * len(draws)
            orders = [self._order(apart=len(heats) > 1) for _ in heats]
            self.audience.heat_begins(first, sum(map(len, orders)))
            foreign = False
            self._watch.start()
            try:
                complete = parallel.run(heats, orders, stop, self._case_done)
                for heat in heats:
                    heat.dismiss()
                for heat in heats:
                    heat.finish()
                foreign = True
                for heat in heats:
                    self.recorder.examine(heat.results(), notes=first == 1)
                foreign = False
            finally:  # on Ctrl-C too: nothing that was measured is lost, but what is not the sides' own
                seconds, system_load = time.monotonic() - began, meter.system_load()
                for slot, (heat, drawn) in enumerate(zip(heats, draws, strict=True) if not foreign else ()):
                    side_runs, number = heat.results(), first + slot
                    record = Heat(
                        number=number,
                        slot=slot,
                        hash_seed=drawn.hash_seed,
                        padding=drawn.padding,
                        roles=drawn.roles,
                        core=drawn.core,
                        started=started.isoformat(timespec="seconds"),
                        seconds=seconds,
                        system_load=system_load,
                        spent=spent(heat.spent, side_runs),
                        complete=complete[slot],
                        problems=tuple(problems(side_runs, first=number == 1)),
                    )
                    self.recorder.keep(record, side_runs)

    def _even_out(self, heats: Sequence[HeatRun]) -> None:
        """Let no side import test files without a case to compare; start again where one side alone has done so."""
        comparable = {case.id for case in self.race.cases if self.race.comparisons(case)}
        if self._even or not comparable or not self.race.pairs:
            return
        self._even = True
        side_runs = heats[0].side_runs
        shared = {file for each in side_runs for file, cases in each.files.items() if not comparable.isdisjoint(cases)}
        unshared = sorted({file for each in side_runs for file in each.files} - shared)
        self.setting = replace(self.setting, unshared=unshared)
        if any(len({(file in each.files, file in each.broken) for each in side_runs}) > 1 for file in unshared):
            for heat in heats:
                heat.again(unshared)
                self.recorder.examine(heat.side_runs)

    def _case_done(self, case: Case) -> None:
        self._watch.lap(case)
        self.audience.case_done(case)

    def _launched(self, stack: ExitStack, draws: Sequence[Draw]) -> list[HeatRun]:
        """Start a heat for each draw, all at once, and wait until their sides have reported their cases."""
        heats = [stack.enter_context(HeatRun(self.setting, drawn, self.recorder.known)) for drawn in draws]
        for heat in heats:
            heat.gather()
            self.recorder.examine(heat.side_runs)
        return heats

    def _draws(self, most: int, *, taken: Sequence[Draw] = ()) -> list[Draw]:
        """Draw for each heat that is not `taken`, each with a core of its own; one heat until all cases are known.

        One heat, too, where heats get in each other's way.
        """
        cores = _cores(self.race)
        starts = self._open()
        known = bool(starts) and all(case.concurrent is not None for case, _ in starts)
        count = min(most, max(len(cores), 1)) if known and not collided(self.race) else 1
        free = [core for core in cores if core not in {drawn.core for drawn in taken}]
        chosen = self.rng.sample(free, count - len(taken)) if cores else [None] * (1 - len(taken))
        return [draw(self.rng, [side.name for side in self.setting.sides], core) for core in chosen]

    def _order(self, *, apart: bool) -> list[Start]:
        """Return the open cases in random order; `apart`: those that compute in one thread before all others."""
        cases, wrong = self.race.cases, {case for case, _ in mishaps(self.race)}
        sides = with_those_before(cases, {case.id: sides for case, sides in self._open()}, wrong)
        as_written = {case.group for case in cases if case.id in wrong}
        running = shuffled(self.rng, [case for case in cases if case.id in sides], as_written=as_written)
        order = [(case, sides[case.id]) for case in running]
        return sorted(order, key=lambda start: start[0].concurrent is not False) if apart else order


def _cores(race: Race) -> list[int]:
    """Return the cores that single-threaded cases may be pinned to; none where that can't be done."""
    if race.unpinned is not None or sys.platform != "linux":
        return []
    return sorted(os.sched_getaffinity(0))
