"""Recorded rounds through the judge, by summary of a heat: false alarms, and heats and seconds until it is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import ours
from summaries import NAMES, SUMMARIES, with_steadiest

from paceline.judge import CONCURRENT, Margins, Word
from paceline.judge.stats.evidence import log_evidence

if TYPE_CHECKING:
    from noises import Floats
    from recordings import Heat

HEATS = 100
START = 0.7
"""Seconds that a heat takes besides its rounds: what nine quick cases took where this was written."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is asked of cases of one kind."""

    margins: Margins
    slowdowns: tuple[float, ...]


KINDS = {False: Kind(ours.MARGINS, (0.01, 0.02, 0.03)), True: Kind(CONCURRENT, (0.03, 0.05, 0.10))}
"""By whether a case is concurrent."""


@dataclass(frozen=True, slots=True)
class Plan:
    """So many gates of so many cases, of which a random third is slower by so much; seconds to start a heat."""

    cases: int
    gates: int
    by: float
    margins: Margins
    start: float


@dataclass(frozen=True, slots=True)
class Column:
    """One case of one gate: z by summary and heat, and the wall seconds that its rounds took in each heat."""

    z: Floats
    seconds: Floats

    @classmethod
    def of(cls, heats: list[Heat]) -> Column:
        """Summarise a case's heats in every way."""
        z = [[summary(heat.baseline, heat.candidate) for heat in heats] for summary in SUMMARIES.values()]
        return cls(np.array(z), np.array([heat.seconds for heat in heats]))


@dataclass(slots=True)
class Tally:
    """What became of gates; `found` and `left`: heats and seconds until it was decided, infinite where it was not."""

    alarmed: int = 0
    worst: int = 0
    found: list[tuple[float, float]] = field(default_factory=list)
    left: list[tuple[float, float]] = field(default_factory=list)

    def add(self, z: Floats, seconds: Floats, slowed: Floats, plan: Plan) -> None:
        """Race one gate in which the cases are slower by these log-ratios: others that are called so are false."""
        words, heats, suite = ours.race(z + slowed, plan.margins)
        still_open = np.arange(HEATS)[:, None] < np.array(heats)
        clock = (plan.start * still_open.any(axis=1) + (seconds * still_open).sum(axis=1)).cumsum()
        for word, heat, hit in zip(words, heats, slowed, strict=True):
            decided = word is Word.REGRESSION if hit else word is not Word.INCONCLUSIVE
            (self.found if hit else self.left).append((heat, clock[heat - 1]) if decided else (np.inf, np.inf))
        self.alarmed += any(w is Word.REGRESSION and not hit for w, hit in zip(words, slowed, strict=True))
        if not slowed.any():
            self.alarmed += suite and Word.REGRESSION not in words
            self.worst += bool((log_evidence(z, 0.0) >= ours.threshold(len(words))).any())


def drawn(rng: np.random.Generator, columns: list[Column], size: int) -> tuple[Floats, Floats]:
    """Draw a gate of so many cases: z as summaries × heats × cases, and seconds as heats × cases.

    Each case is one of the recorded columns, its heats drawn with replacement. A heat's coin is drawn again for all its
    cases, as the roles were: so that nothing has changed, whatever the mean of a few dozen recorded heats.
    """
    chosen = [columns[i] for i in rng.integers(len(columns), size=size)]
    picks = [rng.integers(len(column.seconds), size=HEATS) for column in chosen]
    z = np.stack([column.z[:, pick] for column, pick in zip(chosen, picks, strict=True)], axis=2)
    seconds = np.stack([column.seconds[pick] for column, pick in zip(chosen, picks, strict=True)], axis=1)
    return with_steadiest(rng.choice([-1.0, 1.0], size=(HEATS, 1)) * z), seconds


def raced(rng: np.random.Generator, columns: list[Column], plan: Plan) -> list[Tally]:
    """Race the gates of a plan, every summary on the same rounds; one tally for each."""
    tallies = [Tally() for _ in NAMES]
    for _ in range(plan.gates):
        z, seconds = drawn(rng, columns, plan.cases)
        slowed = np.log1p(plan.by) * (rng.permutation(plan.cases) < max(plan.cases // 3, 1))
        for tally, own in zip(tallies, z, strict=True):
            tally.add(own, seconds, slowed, plan)
    return tallies


def spreads(cases: dict[str, list[Column]]) -> Floats:
    """Give by summary: root mean square and 1.48 × median absolute value of z, and the largest |t| of a case's mean."""
    by_case = [np.concatenate([column.z for column in gates], axis=1) for gates in cases.values()]
    z = np.concatenate(by_case, axis=1)
    t = [np.abs(own.mean(axis=1)) / (own.std(axis=1, ddof=1) / np.sqrt(own.shape[1])) for own in by_case]
    return np.stack([np.sqrt((z**2).mean(axis=1)), 1.4826 * np.median(np.abs(z), axis=1), np.max(t, axis=0)], axis=1)
