"""A side within one heat: its process, the turn it has, and what it has measured so far."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from ..gil import Ledger
from ..results import caseid
from ..results.records import Problem, Spent
from ..results.store import CLOCKS, NOT_TIMED, Sample
from ..side.channel import PROTOCOL, Lost
from . import left_behind
from .messages import End, Parting, Roster, check_reply, checked, odd

if TYPE_CHECKING:
    from ..results.records import Case, Status
    from ..side.channel import Channel, Message
    from .call_counts import Known
    from .laidout import Origins
    from .process import SideProcess


_VANISHED = "a later process did not collect it: give its parameters ids that are the same in each process"


class SideRun:
    """One side of a heat, from its first call to its end."""

    def __init__(self, process: SideProcess, *, timeout: float) -> None:
        self.process, self.side = process, process.side
        self.cases: dict[str, Case] = {}
        """What it can run, by id."""
        self.unsupported: dict[str, str] = {}
        self.files: dict[str, list[str]] = {}
        """The test files that it has collected, by node id, with their cases."""
        self.broken: dict[str, str] = {}
        self.skipped: dict[str, str] = {}
        """Files that could not be collected, and why."""
        self.left_out: list[Case] = []
        """Benchmarks that no side can be timed with, by the way they are written; `unsupported` says why."""
        self.absent: list[str] = []
        """Arguments that name nothing there."""
        self.plain = self.deselected = 0
        """How many tests are no benchmarks, and how many benchmarks were not selected."""
        self.records: dict[str, dict[str, Any]] = {}
        self.concurrent: dict[str, bool] = {}
        """Whether a case was seen to compute in more than one thread."""
        self.spent = Spent()
        self.problems: list[Problem] = []
        self.ledger = Ledger(caseid.name)
        """Where a GIL came back."""
        self.known: dict[str, Known] = {}
        """What was found of each case's function."""
        self.origins: Origins | None = None
        """From where it had its modules when it last said so."""
        self._timeout = timeout
        self._rounds: dict[str, list[Message]] = {}
        self._reference_loops: dict[str, list[float]] = {}
        self._with_gil: set[str] = set()
        """Cases that had a GIL, on an interpreter that has none."""
        self._memory: dict[str, int | None] = {}
        """Bytes that a case's processes had at their peak."""
        self._odd: dict[str, str] = {}
        """Cases of which a round was no measurement, and why."""
        self._case = ""
        self._explore = False
        self._let_off = False

    @property
    def name(self) -> str:
        """The side's name."""
        return self.side.name

    def answer(self, hello: Message, channel: Channel) -> None:
        """Take the line that the side has opened."""
        if hello.get("protocol") != PROTOCOL:
            raise Lost(f"it speaks protocol {hello.get('protocol')}, not {PROTOCOL}")
        self.process.channel = channel

    def collect(self) -> None:
        """Wait until the side has reported its cases."""
        roster = checked(self.process.receive(self._timeout), Roster)
        self.cases = {case.id: case for case in roster.cases}
        self.unsupported, self.broken, self.skipped = roster.unsupported, roster.broken, roster.skipped
        self.origins, self.left_out, self.absent = roster.origins, roster.left_out, roster.absent
        self.plain, self.deselected, self.files = roster.plain, roster.deselected, roster.files

    def has(self, case: str) -> bool:
        """Say whether this process has collected a case that an earlier one has; note where it has not."""
        if case not in self.cases:
            self.note(case, "missing", _VANISHED)
        return case in self.cases

    def begin(self, case: str, order: Message) -> Message:
        """Give the turn to set up and calibrate a case; return what it asks next.

        `order` says which case comes `next`, whether to `explore` how long a call takes, and the `slowdown`.
        """
        self._case, self._explore = case, bool(order["explore"])
        return self._turn({"do": "case", "case": case, **order}, "fixtures")

    def agree(self, plan: Message) -> Message:
        """Give the turn to warm up as planned."""
        return self._turn(plan, "handover")

    def go(self, *, placed: bool) -> Message:
        """Give the turn for one round; `placed` says whether the case's workers are put on cores in turns."""
        return self._turn({"go": True, "placed": placed}, "handover")

    def skip(self, reason: str) -> Message:
        """Tell the side to skip the current case, which it could have run itself."""
        self._let_off = True
        return self._turn({"skip": reason}, "fixtures")

    def part(self) -> None:
        """Wait for what it has to say at its end; nothing if it was lost."""
        with contextlib.suppress(Lost):
            self.origins = checked(self.process.receive(self._timeout), Parting).origins

    def lose(self, lost: Lost) -> None:
        """Note that the process crashed or hung in its case, and end what is left of it."""
        status: Status = "hung" if lost.hung else "crashed"
        reason = str(lost) if lost.hung or lost.garbled else self.process.crash()
        reason += "; give a larger --timeout" if lost.hung else ""
        self.process.stop(gently=False)
        self.note(self._case, status, reason)

    def note(self, case: str, status: Status, reason: str, warning: str = "") -> None:
        """Note what went wrong with a case."""
        why = left_behind.hint(reason, self.side)
        self.problems.append(Problem(self.name, case, status, f"{reason}; {why}" if why else reason, warning))

    def samples(self) -> dict[str, Sample]:
        """Return all that was measured, by case."""
        return {
            case: _sample(rounds, self._reference_loops.get(case, []), self._memory.get(case))
            for case, rounds in self._rounds.items()
            if case not in self._odd
        }

    def comparable(self) -> dict[str, Sample]:
        """Return what was measured on the interpreter that the side is said to be."""
        return {case: sample for case, sample in self.samples().items() if case not in self._with_gil}

    def _turn(self, message: Message, rest: str) -> Message:
        """Exchange one message; book what was measured, and the rest of the time as `rest`."""
        began = time.perf_counter()
        self.process.send(message)
        reply = self.process.receive(self._timeout)
        check_reply(reply, explored=self._explore)
        elapsed = time.perf_counter() - began
        wall = reply["round"]["wall"] if "round" in reply and not odd(reply) else 0.0
        warmed, calibrating = reply.get("warmed", 0.0), reply.get("calibrating", 0.0)
        _, reference_loop = reply.get("reference_loop", (0.0, 0.0))
        _, reference = reply.get("reference", (0.0, 0.0))
        self.spent.timed += wall
        self.spent.warmup += warmed
        self.spent.calibration += calibrating
        self.spent.reference_loop += reference_loop
        self.spent.reference += reference
        rest = "fixtures" if "end" in reply else rest
        known = wall + warmed + calibrating + reference_loop + reference
        setattr(self.spent, rest, getattr(self.spent, rest) + max(0.0, elapsed - known))
        self._book(reply)
        return reply

    def _book(self, reply: Message) -> None:
        if "again" in reply:
            for booked in (self._rounds, self._reference_loops, self._odd):
                booked.pop(self._case, None)
        if why := odd(reply):
            self._odd.setdefault(self._case, why)
        if "round" in reply:
            beside, _ = reply.get("reference", (None, 0.0))
            self._rounds.setdefault(self._case, []).append({**reply["round"], "reference": beside})
        if "reference_loop" in reply:
            self._reference_loops.setdefault(self._case, []).append(reply["reference_loop"][0])
        if reply.get("concurrent") is not None:
            self.concurrent[self._case] = self.concurrent.get(self._case, False) or reply["concurrent"]
        if "end" in reply:
            self._close(reply)

    def _close(self, reply: Message) -> None:
        """Book how a case has ended."""
        self._check_gil(checked(reply, End))
        self._memory[self._case] = reply.get("memory")
        if reply["record"]:
            self.records[self._case] = reply["record"]
        if self._let_off:
            self._let_off = False
        elif self._case in self._odd:
            self.note(self._case, "failed", self._odd[self._case])
        elif reply["outcome"] != "passed":
            self.note(self._case, reply["outcome"], reply["reason"])
        elif self._case not in self._rounds:
            self.note(self._case, "untimed", "it never called benchmark(…)")

    def _check_gil(self, end: End) -> None:
        """Note a case that had a GIL, where the side's interpreter began without one."""
        if end.gil is None or self.side.interpreter.get("gil", True):
            return
        if since := self.ledger.note(self._case, end.gil):
            self._with_gil.add(self._case)
            self.note(self._case, "GIL back", since, end.warned)


def _sample(rounds: list[Message], loops: list[float], memory: int | None) -> Sample:
    iterations = Counter(int(each["iterations"]) for each in rounds).most_common(1)[0][0]
    wall, cpu, delay = (np.array([each[clock] / each["iterations"] for each in rounds]) for clock in CLOCKS)
    reference = np.array([each["reference"] for each in rounds], dtype=float)  # NaN beside a round without one
    return Sample(
        wall=wall,
        cpu=cpu,
        iterations=iterations,
        switches=sum(each["switches"] for each in rounds),
        reference_loop=np.array(loops),
        delay=delay,
        reference=NOT_TIMED if np.isnan(reference).all() else reference,
        memory=memory,
    )
