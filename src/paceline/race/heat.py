"""One heat: a set of fresh processes, one per side, that take turns until each has run its cases.

Only the side whose turn it is computes. It keeps the turn until it asks for the next, so that set-up, tear-down and
untimed calls never overlap another side's timed round.
"""

from __future__ import annotations

import contextlib
import math
import os
import sys
import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Self

from ..errors import PacelineError
from ..results.records import Spent
from ..side.channel import Listener, Lost
from .arrival import arrive, why_not
from .call_counts import Known, plans
from .interrupts import uninterrupted
from .process import SideProcess
from .side_run import SideRun

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from ..results.records import Case, Pair, Side
    from ..side.channel import Message
    from .schedule import Draw, Pace


Start = tuple["Case", frozenset[str]]
"""A case and the sides that run it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all heats of a race."""

    sides: tuple[Side, ...]
    pairs: tuple[Pair, ...]
    harness: Path
    pytest_args: tuple[str, ...]
    pace: Pace
    timeout: float
    """Seconds that a side may be silent: for one round, or for a case's fixtures and calibration."""
    slowdown: Callable[[str, str], float] = lambda _case, _side: 0.0
    """By what share a case is made slower on a side: none, but in a calibration."""
    pass_env: tuple[str, ...] = ()
    """Variables that the sides get though they look like secrets."""
    reference_loop: bool = False
    """Whether a reference loop is timed beside each round, for figures that are to be stored."""
    reference: bool = False
    """Whether a round of a strategy has a sequential one beside it, for speed-ups."""
    unshared: list[str] = field(default_factory=list)
    """Test files of which no side imports anything, by node id: they have no case that is compared."""


class HeatRun:
    """Runs one heat; a context that leaves no process behind."""

    def __init__(self, setting: Setting, draw: Draw, known: Mapping[tuple[str, str], Known]) -> None:
        self._setting, self._draw = setting, draw
        self._known = known
        self._listener = Listener(setting.harness)
        self._cores: Sequence[int] | None = None
        self._all_cores = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
        self.spent = Spent()
        self.side_runs: list[SideRun] = []
        self._gone: list[SideRun] = []
        self._halted = False
        self._cases = 0

    def __enter__(self) -> Self:
        try:
            self._launch(self._setting.sides)
        except BaseException:
            self.__exit__()
            raise
        return self

    def gather(self) -> None:
        """Wait until all sides have reported their cases; parallel heats are launched first, all at once."""
        self._gather(self.side_runs)

    def again(self, unshared: list[str]) -> None:
        """Start all sides again, which then import nothing of these test files."""
        self._setting = replace(self._setting, unshared=unshared)
        for side_run in self.side_runs:
            side_run.process.stop(gently=False)
        self._gone, self.side_runs = self.side_runs, []
        self._gather(self._launch(self._setting.sides))

    def __exit__(self, *_: object) -> None:
        with uninterrupted():  # Ctrl-C is often pressed twice
            self._pin(self._all_cores)
            for side_run in self.side_runs:
                side_run.process.stop(gently=False)
            self._listener.close()

    def halt(self) -> None:
        """End all sides from another thread: what they were doing is no crash of theirs."""
        self._halted = True
        for side_run in self.side_runs:
            side_run.process.end()

    def run(self, cases: Sequence[Start], may_run: Callable[[Case], bool], on_done: Callable[[Case], None]) -> bool:
        """Run these cases in this order; return whether all had their turn before `may_run` said no."""
        self._cases = len(cases)
        following: dict[str, str] = {}
        order = []
        for case, sides in reversed(cases):
            order.append((case, {side: following.get(side) for side in sides}))
            following.update(dict.fromkeys(sides, case.id))
        for case, its_next in reversed(order):
            if not may_run(case):
                return False
            self._pin(
                [self._draw.core] if self._draw.core is not None and case.concurrent is False else self._all_cores
            )
            self._run_case(case, its_next)
            if self._halted:
                return False
            self._restart_the_lost()
            on_done(case)
        return True

    def dismiss(self) -> None:
        """Let the sides tear down what they share, and end by themselves."""
        for side_run in self.side_runs:
            with contextlib.suppress(Lost):
                side_run.process.send({"do": "end"})

    def finish(self) -> None:
        """Wait until all sides have ended, which `dismiss` has let them."""
        began = time.perf_counter()
        for side_run in self.side_runs:
            side_run.part()
            side_run.process.stop()
        self._gone += self.side_runs
        self.side_runs = []
        self.spent.end += time.perf_counter() - began

    def results(self) -> list[SideRun]:
        """Return all side_runs, those that were lost and replaced too; complete once the heat is finished."""
        return [*self._gone, *self.side_runs]

    def _run_case(self, case: Case, sides: Mapping[str, str | None]) -> None:
        """Run one case on these sides; each is given which case follows for it."""
        waiting: dict[SideRun, Message] = {}
        taking_part = [each for each in self.side_runs if each.name in sides and each.has(case.id)]
        explore = any((case.id, each.name) not in self._known for each in taking_part)
        for side_run in taking_part:
            order: Message = {
                "next": sides[side_run.name],
                "explore": explore,  # on all sides or on none: its calls warm a side up
                "slowdown": self._setting.slowdown(case.id, side_run.name),
                "reference_loop": self._setting.reference_loop,
                "reference": self._setting.reference,
            }
            self._step(waiting, side_run, partial(SideRun.begin, case=case.id, order=order))
        for side_run in self._alone(waiting):
            self._step(waiting, side_run, partial(SideRun.skip, reason="not comparable: the other side cannot run it"))
        self._take_turns(waiting, case)

    def _agree(self, waiting: dict[SideRun, Message], case: Case) -> float:
        """Give all that ask for it their plan; return the seconds of the slowest's round, inf where none asks."""
        asking = {side_run: ask for side_run, ask in waiting.items() if ask["ask"] == "plan"}
        known = {side_run.name: self._what_is_known(side_run, case, ask) for side_run, ask in asking.items()}
        kind = {"concurrent": case.concurrent is True, "compared": bool(self._setting.pairs)}
        planned = plans(known, self._setting.pace, cases=self._cases, **kind)
        for side_run in asking:
            self._step(waiting, side_run, partial(SideRun.agree, plan=planned[side_run.name]))
        return max((plan["seconds"] for plan in planned.values()), default=math.inf)

    def _what_is_known(self, side_run: SideRun, case: Case, ask: Message) -> Known:
        """Return what this side has found of a case now, or else in earlier heats."""
        side_run.known[case.id] = Known.from_message(ask) or self._known[case.id, side_run.name]
        return side_run.known[case.id]

    def _take_turns(self, waiting: dict[SideRun, Message], case: Case) -> None:
        """Give turns in the order of the roles until none asks for another.

        Who tries its case again asks for another plan, and waits until all who are left do.
        """
        rounds = self._setting.pace.turn(self._agree(waiting, case))
        while waiting:
            go = partial(SideRun.go, placed=self._placed(waiting))
            for side_run in list(waiting):
                for _ in range(rounds):
                    if waiting.get(side_run, {}).get("ask") == "round":
                        self._step(waiting, side_run, go)
            if waiting and all(ask["ask"] == "plan" for ask in waiting.values()):
                rounds = self._setting.pace.turn(self._agree(waiting, case))

    def _placed(self, waiting: Mapping[SideRun, Message]) -> bool:
        """Say whether workers are put on cores in turns: where sides are compared, and all are seen to have as many.

        A bench leaves them to the scheduler: its speed-ups are what a user has too.
        """
        counts = {ask.get("workers", 0) for ask in waiting.values()}
        return bool(self._setting.pairs) and len(counts) == 1 and 0 not in counts

    def _step(self, waiting: dict[SideRun, Message], side_run: SideRun, turn: Callable[[SideRun], Message]) -> None:
        """Give one turn; keep in `waiting` who asks for another."""
        try:
            reply = turn(side_run)
        except Lost as lost:
            if not self._halted:
                side_run.lose(lost)
            reply = {}
        if "ask" in reply:
            waiting[side_run] = reply
        else:
            waiting.pop(side_run, None)

    def _alone(self, waiting: dict[SideRun, Message]) -> list[SideRun]:
        """Return those who have nobody left to be compared with."""
        here = {side_run.name for side_run in waiting}
        paired = {name for pair in self._setting.pairs for name in _names(pair) if set(_names(pair)) <= here}
        return [side_run for side_run in waiting if self._setting.pairs and side_run.name not in paired]

    def _restart_the_lost(self) -> None:
        """Replace the processes that crashed or hung, for the cases that are left."""
        lost = [side_run for side_run in self.side_runs if not side_run.process.alive()]
        if not lost:
            return
        self._gone += lost
        self.side_runs = [side_run for side_run in self.side_runs if side_run not in lost]
        with contextlib.suppress(PacelineError):  # then it is missing for the rest of this heat
            self._gather(self._launch([side_run.side for side_run in lost]))

    def _launch(self, sides: Sequence[Side]) -> list[SideRun]:
        """Start the processes of these sides, in the order of their roles."""
        self._pin(self._all_cores)
        setting, launched = self._setting, []
        for side in sorted(sides, key=lambda side: self._draw.roles.index(side.name)):
            invitation = self._listener.invitation(side.name)
            with uninterrupted():  # a process that nobody knows of could not be ended
                process = SideProcess(side, self._draw, invitation, setting)
                launched.append(SideRun(process, timeout=setting.timeout))
                self.side_runs.append(launched[-1])
        self.side_runs.sort(key=lambda side_run: self._draw.roles.index(side_run.name))
        return launched

    def _gather(self, side_runs: Sequence[SideRun]) -> None:
        """Wait until each of these has called and reported its cases."""
        began, side_runs = time.perf_counter(), list(side_runs)
        try:
            arrive(side_runs, self._listener, self._setting.timeout)
        except Lost as lost:
            error = why_not(side_runs, lost)
            for side_run in side_runs:
                side_run.process.stop(gently=False)
                self.side_runs.remove(side_run)
            raise error from lost
        self.spent.start += time.perf_counter() - began

    def _pin(self, cores: Sequence[int]) -> None:
        """Let all sides run on these cores, and this thread too: on one core a hand-over takes half the time."""
        if sys.platform != "linux" or cores == self._cores or not cores:
            return
        for side_run in self.side_runs:
            side_run.process.pin(cores)
        os.sched_setaffinity(0, cores)
        self._cores = cores


def _names(pair: Pair) -> tuple[str, str]:
    return pair.baseline, pair.candidate
