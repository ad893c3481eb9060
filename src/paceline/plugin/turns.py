"""A side's half of the conversation: ask for a turn, be granted it, and keep it until the next ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from .yardstick import yardstick

if TYPE_CHECKING:
    from .channel import Channel, Message


@dataclass(frozen=True, slots=True)
class Plan:
    """What all sides do with one case in one heat."""

    iterations: int
    rounds: int
    warmup: int


class Turns:
    """Asks, and what is told with each: everything measured since the one before."""

    def __init__(self, channel: Channel, *, compiling: float) -> None:
        self._channel = channel
        self.compiling = compiling
        """Seconds that a case is run before it counts, where a just-in-time compiler is at work."""
        self.hint = 1
        """Iterations with which to begin calibrating: what an earlier heat has found."""
        self.seconds = 0.0
        """What a call takes, where calibrating again would cost more than it tells: else 0."""
        self.shortest = 0.0
        """Seconds that a round lasts at least."""
        self.handicap = 0.0
        """Share by which this case is made slower: 0 but in a calibration."""
        self.yardstick = False
        """Whether the reference loop is timed beside each round."""
        self._round = 0.0
        """Seconds that a round of the plan takes, about."""
        self._news: Message = {}

    def take(self, order: Message) -> None:
        """Take the conductor's word on how a case is to be run."""
        self.hint, self.seconds, self.shortest = order["iterations"], order["seconds"], order["shortest"]
        self.handicap, self.yardstick = order["handicap"], order["yardstick"]
        self._round = 0.0

    def plan(self, *, seconds: float, **calibration: Any) -> Plan:
        """Tell how many seconds a call takes; wait until all sides know, and return the plan that suits all."""
        answer = self._exchange({"ask": "plan", "seconds": seconds, **calibration})
        self._round = seconds * answer["iterations"]
        return Plan(answer["iterations"], answer["rounds"], answer["warmup"])

    def warmed(self, seconds: float) -> None:
        """Note the seconds of rounds that were discarded."""
        self._news["warmed"] = seconds

    def ask(self) -> None:
        """Wait for the turn to run one round."""
        self._exchange({"ask": "round"})

    def measure(self) -> None:
        """Time the reference loop, where that is asked for."""
        if self.yardstick:
            self._news["yardstick"] = yardstick(self._round)

    def done(self, wall: float, cpu: float, switches: int, iterations: int, concurrent: bool | None) -> None:  # noqa: FBT001
        """Note one round: seconds of wall and CPU clock over all its iterations, involuntary context switches."""
        self._news["round"] = [wall, cpu, switches, iterations]
        if concurrent is not None:
            self._news["concurrent"] = concurrent

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
