"""How often each side calls a case's function: as often on all sides, so that the same work is compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, log
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..results.store import Sample
    from ..side.channel import Message
    from .schedule import Pace

ALIKE = 4
"""Sides whose speeds differ more than this each have their own number of calls per round: with PyPy's, a round of
CPython would take seconds."""

_FALLS = log(1.1)
"""A function that gets faster by so much (in ln) within its rounds was not warm when they began."""

_MANY = 4
"""Rounds of a heat from which they show whether they get faster: of fewer, a single one decides."""

_OFTEN = 3
"""Heats that show it at least: one may have had a busy neighbour as it began."""

_MOSTLY = 0.75
"""Share of the heats that show it: on a machine that changes its pace half of them do so by chance now and then."""

_PATIENCE = 0.1
"""Seconds per case and heat that calls may take to warm up, but for the few that a slow function needs."""

_FEW = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a case's function on one side."""

    seconds: float
    """Of one call at its best, in all heats so far."""
    needed: int
    """Calls after which it is steady."""
    made: int = 0
    """Calls that this heat has made of it so far."""
    shortest: float = 0.0
    """Seconds that a round lasts at least, as the project wants it."""
    paired: bool = False
    """Whether reference rounds stand beside its rounds."""
    reference: float = 0.0
    """Seconds of a call in a reference round, at its best; 0 where none was timed."""

    @classmethod
    def from_message(cls, ask: Message) -> Known | None:
        """Read what a side has found in this heat; None where it was not asked to look."""
        found = ask["found"]
        if not found["calls"]:
            return None
        return cls(found["seconds"], found["needed"], found["calls"], ask["shortest"], ask["paired"])

    def seen(self, samples: Iterable[Sample], *, concurrent: bool) -> Known:
        """Return what is known after these heats: their rounds may be faster, and may have got faster as they ran."""
        samples = list(samples)
        best = min([self.seconds, *(float((sample.wall if concurrent else sample.own).min()) for sample in samples)])
        needed = self.needed
        beside = [float(np.nanmin(sample.reference)) for sample in samples if len(sample.reference)]
        drifts = [sample.drift for sample in samples if sample.rounds >= _MANY]
        # These rounds have warmed it up, at least.
        if len(drifts) >= _OFTEN and float(np.quantile(drifts, _MOSTLY)) < -_FALLS:
            needed += samples[-1].rounds * samples[-1].iterations
        needed = min(needed, max(_FEW, ceil(_PATIENCE / best)))
        return replace(self, seconds=best, needed=needed, made=0, reference=min(beside, default=0.0))


def plans(
    known: Mapping[str, Known], pace: Pace, *, cases: int, concurrent: bool, compared: bool
) -> dict[str, Message]:
    """Return each side's plan for a case, in a heat of so many cases.

    Sides of like speed make as many calls per round and, where they are `compared` in pairs, as many before the
    first round. Where speeds differ, rounds last alike. All have as many rounds as suit the slowest; half as many
    where each has a reference round beside it, which takes as long: more heats are then worth more than more
    rounds.
    """
    pace = pace.for_workers() if concurrent else pace
    shortest = max([pace.shortest, *(each.shortest for each in known.values())])
    speeds = [each.seconds for each in known.values()]
    alike = max(speeds, default=1.0) <= ALIKE * min(speeds, default=1.0)
    counts = {name: ceil(shortest / (min(speeds) if alike else each.seconds)) for name, each in known.items()}
    longest = max((each.seconds * counts[name] for name, each in known.items()), default=0.0)
    calls = {name: max(each.made, each.needed + pace.warmup(longest) * counts[name]) for name, each in known.items()}
    if alike and compared:
        calls = dict.fromkeys(calls, max(calls.values(), default=0))
    rounds = pace.rounds(longest, cases) if known else 0
    if any(each.paired for each in known.values()):
        rounds = ceil(rounds / 2)
    return {
        name: {
            "iterations": counts[name],
            "rounds": rounds,
            "calls": calls[name],
            "seconds": each.seconds * counts[name],
            "reference": each.reference,
        }
        for name, each in known.items()
    }
