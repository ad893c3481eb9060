"""This project's own rule on simulated grids: the code of `paceline.judge`, not a copy of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from paceline.judge import PROFILES, SUITE, Comparison, Policy, Word, family_size, judge
from paceline.judge.gate.decide import decide
from paceline.judge.gate.suite import suite_evidence
from paceline.judge.stats.evidence import log_evidence
from paceline.judge.stats.interval import confidence_sequence

if TYPE_CHECKING:
    from noises import Floats, Noise

    from paceline.judge import Margins

HEATS = 40
MARGINS = PROFILES["default"].sequential


@dataclass(slots=True)
class Chosen:
    """How grids are judged, by the option `--profile`."""

    policy: Policy


CHOSEN = Chosen(Policy(PROFILES["default"]))


@dataclass(slots=True)
class Outcome:
    """What became of the cases of some grids."""

    grids: int = 0
    grids_alarmed: int = 0
    suites_alarmed: int = 0
    words: dict[Word, int] = field(default_factory=dict)
    heats: list[int] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """Cases in all grids."""
        return sum(self.words.values())

    def share(self, word: Word) -> float:
        """Share of the cases that got this word."""
        return self.words.get(word, 0) / max(self.cases, 1)

    def add(self, words: list[Word], heats: list[int]) -> None:
        """Count the cases of another grid."""
        for word in words:
            self.words[word] = self.words.get(word, 0) + 1
        self.heats += heats


def threshold(size: int) -> float:
    """Give ln(M/α) for a grid of so many cases."""
    return float(np.log(family_size(size) / CHOSEN.policy.alpha))


def race(z: Floats, margins: Margins | None = None) -> tuple[list[Word], list[int], bool]:
    """Race one grid to its end: each case's word and heats, and whether the suite is called slower."""
    cases, margins = z.shape[1], margins or CHOSEN.policy.profile.sequential
    limits = np.full(cases, margins.log_tolerance), np.full(cases, margins.log_margin), threshold(cases)
    decisions = decide(z, *limits)
    slower, faster = suite_evidence(z, limits[0], decisions)
    suite = bool((slower >= limits[2]).any()) and not bool((faster >= limits[2]).any())
    return decisions.words(), [int(row) + 1 for row in decisions.row], suite


def clean(rng: np.random.Generator, noise: Noise, size: int, grids: int) -> Outcome:
    """Race grids in which nothing changed."""
    outcome = Outcome(grids)
    for _ in range(grids):
        words, heats, suite = race(noise(rng, HEATS, size))
        outcome.add(words, heats)
        outcome.grids_alarmed += suite or Word.REGRESSION in words
        outcome.suites_alarmed += suite
    return outcome


def at_the_tolerance(rng: np.random.Generator, noise: Noise, size: int, grids: int) -> int:
    """Count alarmed grids where every case is slower by just the tolerance and none ever leaves: the worst null."""
    alarmed = 0
    for _ in range(grids):
        path = log_evidence(noise(rng, HEATS, size), 0.0)
        alarmed += bool((path >= threshold(size)).any())
    return alarmed


def slowed(rng: np.random.Generator, noise: Noise, size: int, grids: int, by: float) -> tuple[Outcome, int]:
    """Race grids of which a random third got slower; what became of that third, and others called slower."""
    outcome, others = Outcome(grids), 0
    for _ in range(grids):
        hit = rng.permutation(size) < max(size // 3, 1)
        words, heats, _ = race(noise(rng, HEATS, size) + np.log1p(by) * hit)
        outcome.add(
            [w for w, h in zip(words, hit, strict=True) if h], [n for n, h in zip(heats, hit, strict=True) if h]
        )
        others += sum(w is Word.REGRESSION for w, h in zip(words, hit, strict=True) if not h)
    return outcome, others


def sequences_cover(rng: np.random.Generator, noise: Noise, cases: int) -> tuple[int, float]:
    """Count cases whose 95 % confidence sequence holds the truth at all heats, and give its median width in the end."""
    low, high = confidence_sequence(noise(rng, HEATS, cases))
    return int(((low <= 0) & (high >= 0)).sum()), float(np.median(high - low))


def shown_cover(
    rng: np.random.Generator, noise: Noise, size: int, grids: int, by: float
) -> dict[Word, tuple[int, int]]:
    """Count, by word, the intervals that a user is shown when the case leaves, and those that hold the truth."""
    counts: dict[Word, tuple[int, int]] = {}
    for _ in range(grids):
        z = noise(rng, HEATS, size) + np.log1p(by)
        words, heats, _ = race(z)
        z[np.arange(HEATS)[:, None] >= np.array(heats)] = np.nan
        verdicts = judge([Comparison(str(j), z[:, j]) for j in range(size)], CHOSEN.policy).cases
        assert [v.verdict for v in verdicts] == words, "a case that left must keep its word"
        for v in verdicts:
            assert v.case != SUITE
            hits, n = counts.get(v.verdict, (0, 0))
            counts[v.verdict] = (hits + (v.low <= 1 + by <= v.high), n + 1)
    return counts
