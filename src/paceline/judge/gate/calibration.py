"""How often gates were wrong: false alarms and misses, counted over gates whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...results import caseid
from ..records import SUITE, Word
from ..stats.multiplicity import exact_interval
from .too_few import too_short

if TYPE_CHECKING:
    from collections.abc import Collection

    from .judgement import GateJudgement


@dataclass(frozen=True, slots=True)
class Share:
    """A share of trials with its exact interval."""

    hits: int
    trials: int

    @property
    def value(self) -> float:
        """The share itself; 0 of no trials."""
        return self.hits / self.trials if self.trials else 0.0

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return its exact interval: see `multiplicity.exact_interval`."""
        return exact_interval(self.hits, self.trials, level)

    def __add__(self, other: Share) -> Share:
        return Share(self.hits + other.hits, self.trials + other.trials)


_NONE = Share(0, 0)


@dataclass(slots=True)
class Tally:
    """What gates of one kind have done."""

    kind: str
    gates: int = 0
    alarms: int = 0
    """Gates with a regression where nothing was slower."""
    found: dict[str, Share] = field(default_factory=dict)
    """Of the cases that were slower those called a regression, by strategy; "" where a case has none."""
    undecided: Share = _NONE
    """Of the cases that were not slower those left inconclusive."""
    seconds: list[float] = field(default_factory=list)
    """Of each gate, for ten cases."""
    falsely: list[str] = field(default_factory=list)
    short: int = 0
    """Slower cases that did not get the heats that a regression takes: neither caught nor missed."""
    failed: dict[str, str] = field(default_factory=dict)
    """Cases that failed in any gate, with the first reason."""

    @property
    def alarmed(self) -> Share:
        """Of the gates those with a false alarm."""
        return Share(self.alarms, self.gates)

    @property
    def caught(self) -> Share:
        """Of the cases that were slower those called a regression."""
        return sum(self.found.values(), _NONE)

    def add(self, judgement: GateJudgement, slower: Collection[str], seconds: float) -> None:
        """Count one gate, in which exactly the cases in `slower` were slower."""
        verdicts = [verdict for pair in judgement.pairs for verdict in pair.verdicts()]
        cases = [verdict for pair in judgement.pairs for verdict in pair.cases]
        called = {verdict.case for verdict in verdicts if verdict.verdict is Word.REGRESSION}
        # Where some cases are slower the suite as a whole is: its regression is no false alarm then.
        false = called - set(slower) - ({SUITE} if slower else set())
        self.gates += 1
        self.alarms += bool(false)
        self.falsely += sorted(false)
        self.failed |= {
            case.case: case.reason
            for pair in judgement.pairs
            for case in pair.unjudged
            if case.word is Word.FAILED and case.case not in self.failed
        }
        for verdict in cases:
            if verdict.case in slower and too_short(verdict):
                self.short += 1
            elif verdict.case in slower:
                strategy = caseid.split(verdict.case).parameters.get("strategy", "")
                self.found[strategy] = self.found.get(strategy, _NONE) + Share(verdict.case in called, 1)
            else:
                self.undecided += Share(verdict.verdict is Word.INCONCLUSIVE, 1)
        self.seconds.append(seconds / max(len(cases), 1) * 10)
