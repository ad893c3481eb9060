"""What is judged and what comes out: the records at both ends of this room."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .arrays import Floats

LEVEL = 0.95
"""Of the interval around a ratio; each case's own, not all cases' together."""

SUITE = "(suite)"
"""The id of the verdict on all cases taken together; no case can be called so, its parentheses stand alone."""


class Clock(StrEnum):
    """Which seconds are compared."""

    CPU = "cpu"
    WALL = "wall"


class Word(StrEnum):
    """The words for what became of a case; the judge uses the first four, the others come from who raced."""

    REGRESSION = "regression"
    IMPROVEMENT = "improvement"
    UNCHANGED = "unchanged"
    INCONCLUSIVE = "inconclusive"
    DRIFTED = "drifted"
    """Differs from a figure that was stored on another machine: a reason to gate the commit, never a failure."""
    ADDED = "added"
    FIXED = "fixed"
    """The candidate runs it, and the baseline could in no heat: there is nothing to compare it with."""
    REMOVED = "removed"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"


def shows_faster(word: Word, log_ratio: float) -> bool:
    """Say whether to show the evidence for faster: follow the verdict, or else the ratio."""
    return word is Word.IMPROVEMENT or (word is not Word.REGRESSION and log_ratio < 0)


class Quantity(StrEnum):
    """What of a case is compared."""

    TIME = "time"
    SPEEDUP = "speed-up"
    """Sequential ÷ strategy: its ratio is the baseline's ÷ the candidate's, so that above 1 is worse here too."""


class Doubt(StrEnum):
    """What the judge itself warns of, with the numbers that each carries."""

    NO_HEATS = "no heats"
    """Nothing was measured on both sides."""
    FEW_HEATS = "few heats"
    """(heats, fewest): no slowdown of any size can be shown with so few heats; with the second number it can."""
    NOISY = "noisy"
    """(detectable, margin): what is found now with 80 % probability is larger than the margin; both as ratios - 1."""
    OPEN = "open"
    """(margin,): a slowdown by the margin is found by now with 80 % probability; that there is none is not shown."""
    WILD_HEATS = "wild heats"
    """(wild, heats): more than a tenth of the heats are over five scales from the middle."""
    MOVED = "moved"
    """No single ratio fits all heats: what happened early excludes what happened late."""
    ONE_PROCESS = "one process"
    """(baseline, candidate): files per side; with one, the spread between processes is unknown and nothing is shown."""
    UNCONFIRMED = "unconfirmed"
    """(): a regression here, and none in the race that was to confirm it."""


@dataclass(frozen=True, slots=True)
class Caveat:
    """A reason for doubt, as data: what kind, and its numbers. Who raced may add kinds of their own."""

    kind: str
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One case of a race, as far as it has got.

    `z` has one natural-log ratio (candidate ÷ baseline) per heat of the race, NaN where the case did not run; heats
    after it left may be missing. `rounds` is how many a side and heat; `strategy` is for thresholds. `guard` is a
    second series like `z`: where there is one, a regression needs both to be slower. `work` is another one, by the CPU
    clock: where there is one, a change that either of the two shows is shown.
    """

    case: str
    z: Sequence[float] | Floats
    concurrent: bool = False
    clock: Clock = Clock.WALL
    rounds: int = 0
    strategy: str | None = None
    caveats: tuple[Caveat, ...] = ()
    quantity: Quantity = Quantity.TIME
    guard: Sequence[float] | Floats | None = None
    work: Sequence[float] | Floats | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of one case.

    `ratio` is candidate ÷ baseline, with `low` and `high` at 95 %: for `unchanged` the trimmed t interval on which
    that rests, otherwise the confidence sequence, which can be 0 and infinite in few heats. `evidence` is the largest
    ln E so far, against `threshold`: for faster where the ratio is below 1, else for slower. `detectable` is the
    smallest ratio above 1 that so many heats find with 80 % probability (infinite: none), `heats_needed` the heats that
    the margin takes (None: not known). `heats` are those with a value; `rounds` are a side's in one heat.
    """

    case: str
    verdict: Word
    ratio: float
    low: float
    high: float
    heats: int
    rounds: int
    clock: Clock
    evidence: float
    threshold: float
    detectable: float
    heats_needed: int | None
    caveats: tuple[Caveat, ...] = field(default=())
    quantity: Quantity = Quantity.TIME
    margin: float = 0.0
    """Share of the baseline's time within which the case is unchanged; 0 where there is none."""

    @property
    def settled(self) -> bool:
        """Whether the case may leave the race."""
        return self.verdict in {Word.REGRESSION, Word.IMPROVEMENT, Word.UNCHANGED}


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A case without a verdict."""

    case: str
    word: Word
    reason: str
