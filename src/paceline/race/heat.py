"""One heat: a set of fresh processes, one a side, that take turns until each has run its cases.

Only the side whose turn it is computes. It keeps the turn until it asks for the next, so that set-up, tear-down and
untimed calls never overlap another side's timed round.
"""

from __future__ import annotations

import contextlib
import math
import os
import sys
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self

from ..errors import PacelineError
from ..results.records import Spent
from ..side.channel import Listener, Lost
from .entrant import Entrant
from .environment import lacking
from .interrupts import uninterrupted
from .plan import Known, plans
from .process import SideProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from ..results.records import Case, Pair, Side
    from ..side.channel import Message
    from .schedule import Draw, Pace


_START = 30.0
"""Seconds that a side may take until pytest is up, whatever --timeout says: a busy machine starts processes slowly."""


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
    handicap: Callable[[str, str], float] = lambda _case, _side: 0.0
    """By what share a case is made slower on a side: none, but in a calibration."""
    pass_env: tuple[str, ...] = ()
    """Variables that the sides get though they look like secrets."""
    yardstick: bool = False
    """Whether a reference loop is timed beside each round, for figures that are to be stored."""
    reference: bool = False
    """Whether a round of a strategy has a sequential one beside it, for speed-ups."""


class HeatRun:
    """Runs one heat; a context that leaves no process behind."""

    def __init__(self, setting: Setting, draw: Draw, known: Mapping[tuple[str, str], Known]) -> None:
        self._setting, self._draw = setting, draw
        self._known = known
        self._listener = Listener(setting.harness)
        self._cores: Sequence[int] | None = None
        self._all_cores = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
        self.spent = Spent()
        self.entrants: list[Entrant] = []
        self._gone: list[Entrant] = []
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
        """Wait until all sides have told their cases; the heats of several lanes are launched first, all at once."""
        self._gather(self.entrants)

    def __exit__(self, *_: object) -> None:
        with uninterrupted():  # Ctrl-C is often pressed twice
            self._pin(self._all_cores)
            for entrant in self.entrants:
                entrant.process.stop(gently=False)
            self._listener.close()

    def halt(self) -> None:
        """End all sides from another thread: what they were doing is no crash of theirs."""
        self._halted = True
        for entrant in self.entrants:
            entrant.process.end()

    def run(self, cases: Sequence[Start], may_run: Callable[[Case], bool], told: Callable[[Case], None]) -> bool:
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
            told(case)
        return True

    def dismiss(self) -> None:
        """Let the sides tear down what they share, and end by themselves."""
        for entrant in self.entrants:
            with contextlib.suppress(Lost):
                entrant.process.send({"do": "end"})

    def finish(self) -> None:
        """Wait until all sides have ended, which `dismiss` has let them."""
        began = time.perf_counter()
        for entrant in self.entrants:
            entrant.part()
            entrant.process.stop()
        self._gone += self.entrants
        self.entrants = []
        self.spent.end += time.perf_counter() - began

    def results(self) -> list[Entrant]:
        """Return all entrants, those that were lost and replaced too; complete once the heat is finished."""
        return [*self._gone, *self.entrants]

    def _run_case(self, case: Case, sides: Mapping[str, str | None]) -> None:
        """Run one case on these sides; each is told which case follows for it."""
        waiting: dict[Entrant, Message] = {}
        taking_part = [each for each in self.entrants if each.name in sides and each.has(case.id)]
        explore = any((case.id, each.name) not in self._known for each in taking_part)
        for entrant in taking_part:
            order: Message = {
                "next": sides[entrant.name],
                "explore": explore,  # on all sides or on none: its calls warm a side up
                "handicap": self._setting.handicap(case.id, entrant.name),
                "yardstick": self._setting.yardstick,
                "reference": self._setting.reference,
            }
            self._step(waiting, entrant, partial(Entrant.begin, case=case.id, order=order))
        for entrant in self._alone(waiting):
            self._step(waiting, entrant, partial(Entrant.skip, reason="not comparable: the other side cannot run it"))
        self._take_turns(waiting, case)

    def _agree(self, waiting: dict[Entrant, Message], case: Case) -> float:
        """Give all that ask for it their plan; return the seconds of the slowest's round, inf where none asks."""
        asking = {entrant: ask for entrant, ask in waiting.items() if ask["ask"] == "plan"}
        known = {entrant.name: self._what_is_known(entrant, case, ask) for entrant, ask in asking.items()}
        planned = plans(known, self._setting.pace, cases=self._cases, concurrent=case.concurrent is True)
        for entrant in asking:
            self._step(waiting, entrant, partial(Entrant.agree, plan=planned[entrant.name]))
        return max((plan["seconds"] for plan in planned.values()), default=math.inf)

    def _what_is_known(self, entrant: Entrant, case: Case, ask: Message) -> Known:
        """Return what this side has found of a case now, or else in earlier heats."""
        entrant.known[case.id] = Known.told(ask) or self._known[case.id, entrant.name]
        return entrant.known[case.id]

    def _take_turns(self, waiting: dict[Entrant, Message], case: Case) -> None:
        """Give turns in the order of the roles until none asks for another.

        Who tries its case again asks for another plan, and waits until all who are left do.
        """
        rounds = self._setting.pace.turn(self._agree(waiting, case))
        while waiting:
            for entrant in list(waiting):
                for _ in range(rounds):
                    if waiting.get(entrant, {}).get("ask") == "round":
                        self._step(waiting, entrant, Entrant.go)
            if waiting and all(ask["ask"] == "plan" for ask in waiting.values()):
                rounds = self._setting.pace.turn(self._agree(waiting, case))

    def _step(self, waiting: dict[Entrant, Message], entrant: Entrant, turn: Callable[[Entrant], Message]) -> None:
        """Give one turn; keep in `waiting` who asks for another."""
        try:
            reply = turn(entrant)
        except Lost as lost:
            if not self._halted:
                entrant.lose(lost)
            reply = {}
        if "ask" in reply:
            waiting[entrant] = reply
        else:
            waiting.pop(entrant, None)

    def _alone(self, waiting: dict[Entrant, Message]) -> list[Entrant]:
        """Return those who have nobody left to be compared with."""
        here = {entrant.name for entrant in waiting}
        paired = {name for pair in self._setting.pairs for name in _names(pair) if set(_names(pair)) <= here}
        return [entrant for entrant in waiting if self._setting.pairs and entrant.name not in paired]

    def _restart_the_lost(self) -> None:
        """Replace the processes that crashed or hung, for the cases that are left."""
        lost = [entrant for entrant in self.entrants if not entrant.process.alive()]
        if not lost:
            return
        self._gone += lost
        self.entrants = [entrant for entrant in self.entrants if entrant not in lost]
        with contextlib.suppress(PacelineError):  # then it is missing for the rest of this heat
            self._gather(self._launch([entrant.side for entrant in lost]))

    def _launch(self, sides: Sequence[Side]) -> list[Entrant]:
        """Start the processes of these sides, in the order of their roles."""
        self._pin(self._all_cores)
        setting, launched = self._setting, []
        for side in sorted(sides, key=lambda side: self._draw.roles.index(side.name)):
            invitation = self._listener.invitation(side.name)
            with uninterrupted():  # a process that nobody knows of could not be ended
                process = SideProcess(side, self._draw, invitation, setting)
                launched.append(Entrant(process, timeout=setting.timeout))
                self.entrants.append(launched[-1])
        self.entrants.sort(key=lambda entrant: self._draw.roles.index(entrant.name))
        return launched

    def _gather(self, entrants: Sequence[Entrant]) -> None:
        """Wait until each of these has called and told its cases."""
        began, entrants = time.perf_counter(), list(entrants)
        try:
            self._await_calls({entrant.name: entrant for entrant in entrants})
            for entrant in entrants:
                entrant.collect()
        except Lost as lost:
            error = _no_start(entrants, lost)
            for entrant in entrants:
                entrant.process.stop(gently=False)
                self.entrants.remove(entrant)
            raise error from lost
        self.spent.start += time.perf_counter() - began

    def _await_calls(self, entrants: dict[str, Entrant]) -> None:
        seconds = max(_START, self._setting.timeout)
        end = time.monotonic() + seconds
        missing = set(entrants)
        while missing:
            try:
                hello, channel = self._listener.accept(0.1)
            except Lost as lost:
                if not all(entrants[name].process.alive() for name in missing):
                    raise
                if time.monotonic() > end:
                    raise Lost(f"no call within {seconds:g} s", hung=True) from lost
                continue
            name = str(hello.get("side"))
            if name not in missing:
                channel.close()
                continue
            entrants[name].answer(hello, channel)
            missing.discard(name)

    def _pin(self, cores: Sequence[int]) -> None:
        """Let all sides run on these cores, and this thread too: on one core a hand-over takes half the time."""
        if sys.platform != "linux" or cores == self._cores or not cores:
            return
        for entrant in self.entrants:
            entrant.process.pin(cores)
        os.sched_setaffinity(0, cores)
        self._cores = cores


def _no_start(entrants: Sequence[Entrant], lost: Lost) -> PacelineError:
    """Say which side did not start, with its own last words."""
    dead = [entrant for entrant in entrants if not entrant.process.alive()]
    guilty = (dead or [entrant for entrant in entrants if not entrant.cases] or entrants)[0]
    words = guilty.process.last_words()
    return lacking(words, guilty.name, guilty.side.python) or PacelineError(
        f"pytest did not start there ({guilty.process.crash() if dead else lost})",
        place=f"side {guilty.name}",
        cure=f"it said: {words}" if words else "run pytest there by hand",
    )


def _names(pair: Pair) -> tuple[str, str]:
    return pair.baseline, pair.candidate
