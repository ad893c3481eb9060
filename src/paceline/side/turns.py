"""A side's half of the conversation: ask for a turn, be granted it, and keep it until the next ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from .reference_loop import reference_loop

if TYPE_CHECKING:
    from .channel import Channel, Message
    from .stopwatch import Lap
    from .warming import Warmed


@dataclass(frozen=True, slots=True)
class Plan:
    """What all sides do with one case in one heat."""

    iterations: int
    rounds: int
    calls: int
    """That each side has made of the function when the first round begins."""
    reference: float
    """Seconds of a call in the reference rounds of earlier heats; 0 where there were none."""


class Turns:
    """Requests to the conductor; each carries what was measured since the last one."""

    def __init__(self, channel: Channel, *, compiling: float) -> None:
        self._channel = channel
        self.compiling = compiling
        """Seconds that a case is run before it counts, where a just-in-time compiler is at work."""
        self.explore = True
        """Whether no earlier heat knows how long a call takes, and how many it takes until they are steady."""
        self.slowdown = 0.0
        """Share by which this case is made slower: 0 but in a calibration."""
        self.reference_loop = False
        """Whether the reference loop is timed beside each round."""
        self.reference = False
        """Whether a reference round is timed beside each round, where the case can have one."""
        self.lot = 0
        """A number that all sides of a heat have in common for this case."""
        self.round = 0.0
        """Seconds that a round of the plan takes, about."""
        self._news: Message = {}

    def take(self, order: Message, lot: int) -> None:
        """Take the conductor's word on how a case is to be run."""
        self.explore, self.slowdown, self.reference_loop = order["explore"], order["slowdown"], order["reference_loop"]
        self.reference, self.lot = order["reference"], lot
        self.round = 0.0

    def plan(self, found: Warmed, *, shortest: float, paired: bool, calibrating: float) -> Plan:
        """Say what was found of a call; return the plan for all sides.

        `shortest`: the seconds that the project wants a round to last; `paired`: whether each has a reference round.
        """
        known = {"seconds": found.seconds, "calls": found.calls, "needed": found.needed}
        wanted = {"shortest": shortest, "paired": paired}
        answer = self._exchange({"ask": "plan", "found": known, **wanted, "calibrating": calibrating})
        self.round = answer["seconds"]
        return Plan(answer["iterations"], answer["rounds"], answer["calls"], answer["reference"])

    def warmed(self, seconds: float) -> None:
        """Note the seconds of calls that are not timed."""
        self._news["warmed"] = self._news.get("warmed", 0.0) + seconds

    def ask(self, workers: int) -> bool:
        """Wait for the turn to run one round; return whether the case's workers are put in their places for it."""
        return bool(self._exchange({"ask": "round", "workers": workers})["placed"])

    def measure(self) -> None:
        """Time the reference loop, where that is asked for."""
        if self.reference_loop:
            self._news["reference_loop"] = reference_loop(self.round)

    def compared(self, reference: tuple[float, float] | None) -> None:
        """Note a reference round: seconds per call, and those that it took."""
        if reference is not None:
            self._news["reference"] = reference

    def done(self, wall: float, lap: Lap, iterations: int) -> None:
        """Note one round: seconds of the test's own timer over all its iterations, and what our clocks say of it."""
        self._news["round"] = {
            "wall": wall,
            "cpu": lap.cpu,
            "delay": lap.delay,
            "switches": lap.switches,
            "iterations": iterations,
        }

    def again(self) -> None:
        """Note that the case is tried again: what was measured of it before does not count."""
        self._news = {"again": True}

    def end(self, **outcome: Any) -> None:
        """Tell that the case is over on this side, and how."""
        self._channel.send({"end": True, **self._news, **outcome})
        self._news = {}

    def _exchange(self, message: Message) -> Message:
        message.update(self._news)
        self._news = {}
        self._channel.send(message)
        answer = self._channel.receive()
        if "skip" in answer:
            pytest.skip(answer["skip"])
        return answer
