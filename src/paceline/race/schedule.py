"""What is drawn by lot for a heat, who takes which turn, and how many rounds: pure functions of a generator."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ..results.records import Case

PAGE = 4096
"""Bytes of padding: more would not move the stack to any other place within a page."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many rounds a side runs of a case in one heat.

    A process's own offset remains, however many rounds it runs, and only more heats average it out; but a heat has to
    be started. Where few cases share the start, more rounds of each are worth their time. Their number grows with the
    root of what the start costs per case, the best division of time between stages of a sample (W. G. Cochran,
    "Sampling Techniques", 3rd ed. 1977, 10.6).
    """

    fewest: int = 8
    slow: float = 0.02
    """Seconds from which a round is slow: its time is better spent on more heats."""
    fewest_slow: int = 3
    most: int = 24
    seconds: float = 0.030
    """Seconds that the rounds take together, within these bounds."""
    many: int = 16
    """Cases in a heat from which its start costs them little."""
    shortest: float = 1e-3
    """Seconds of a round at least: ten times what a hand-over takes."""
    shortest_concurrent: float = 1e-3
    """The same where several threads or processes compute."""
    warming: int = 2
    """Rounds of warm calls that are not timed. With two, the first pays for caches, the second for what the first threw
    out; one is enough for what is compared with a round beside it."""
    together: int = 2
    """Quick rounds in a turn. The first finds its caches taken by the other sides' turns and its workers asleep, the
    second does not. Turns in a fixed order give each side as many of either, and favour none (`python studies/roles.py`
    on a long race of an interpreter against itself); ABBA would give the second of two sides one more of the better."""

    def rounds(self, round_seconds: float, cases: int) -> int:
        """Return the rounds of a case whose slowest side takes this long for one, in a heat of so many cases."""
        fewest = self.fewest_slow if round_seconds > self.slow else self.fewest
        more = math.sqrt(max(1.0, self.many / cases))
        return min(max(math.ceil(more * self.seconds / round_seconds), fewest), math.ceil(more * self.most))

    def brief(self) -> Pace:
        """Return the same with one round of a slow case: where time is short, heats are worth more than rounds."""
        return replace(self, fewest_slow=1)

    def turn(self, round_seconds: float) -> int:
        """Return the rounds that a side runs before it passes the turn on: slow ones feel it little, and wait long."""
        return self.together if round_seconds <= self.slow else 1

    def for_workers(self) -> Pace:
        """Return the same for cases whose workers compute on several cores: one round to warm up, of another length."""
        return replace(self, shortest=self.shortest_concurrent, warming=1)

    def warmup(self, round_seconds: float) -> int:
        """Return the rounds of warm calls that are not timed: none of a slow case, whose first one costs little."""
        return 0 if round_seconds > self.slow else self.warming


THOROUGH = Pace()
"""For verdicts on changes."""

BROAD = Pace(fewest=3, fewest_slow=2, shortest_concurrent=1e-2, warming=1)
"""For wide grids: more cases and heats, fewer rounds each.

Workers that slept through the others' turns are woken in the first call. A change is seen beside that, since both
sides have it; a speed-up of calls of a few milliseconds is not, so that its rounds are longer.
"""


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn by lot for one heat, the same for all its sides."""

    hash_seed: int
    padding: int
    roles: tuple[str, ...]
    core: int | None


def draw(rng: random.Random, sides: Sequence[str], core: int | None) -> Draw:
    """Draw a heat's hash seed, environment size and roles; `core` is where its single-threaded cases run."""
    return Draw(
        hash_seed=rng.randrange(1, 2**32),
        padding=rng.randrange(PAGE),
        roles=tuple(rng.sample(list(sides), len(sides))),
        core=core,
    )


def shuffled(rng: random.Random, cases: Iterable[Case], *, as_written: Collection[str] = ()) -> list[Case]:
    """Put groups in random order, and the cases within each: what shares a pool or a fixture stays together.

    The cases of the groups that are named keep their order: they may need what others do before them.
    """
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.group, []).append(case)
    order = rng.sample(list(groups.values()), len(groups))
    mixed = [group if group[0].group in as_written else rng.sample(group, len(group)) for group in order]
    return [case for group in mixed for case in group]


def with_those_before(
    cases: Iterable[Case], sides: Mapping[str, frozenset[str]], wrong: Collection[str]
) -> dict[str, frozenset[str]]:
    """Return on which sides which cases run: those of `sides`, and for each that went wrong those written before it.

    It may need what they do.
    """
    found: dict[str, frozenset[str]] = {}
    needing: dict[str, frozenset[str]] = {}
    for case in reversed(list(cases)):
        if case.id in sides and case.id in wrong:
            needing[case.group] = needing.get(case.group, frozenset()) | sides[case.id]
        found[case.id] = sides.get(case.id, frozenset()) | needing.get(case.group, frozenset()) - set(case.missing_on)
    return {case: on for case, on in found.items() if on}
