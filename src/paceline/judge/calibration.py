"""How often gates were wrong: false alarms and misses, counted over gates whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .comparison import SUITE, Word
from .multiplicity import exact_interval

if TYPE_CHECKING:
    from collections.abc import Collection

    from .gate import GateJudgement


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


@dataclass(slots=True)
class Tally:
    """What gates of one kind have done."""

    kind: str
    gates: int = 0
    alarms: int = 0
    """Gates with a regression where nothing was slower."""
    slowed: int = 0
    caught: int = 0
    """Cases that were slower, and those of them called a regression."""
    undecided: int = 0
    clean: int = 0
    """Cases that were left inconclusive, of those that were not slower."""
    seconds: list[float] = field(default_factory=list)
    """Of each gate, for ten cases."""
    falsely: list[str] = field(default_factory=list)

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
        self.slowed += sum(verdict.case in slower for verdict in cases)
        self.caught += sum(verdict.case in slower and verdict.case in called for verdict in cases)
        clean = [verdict for verdict in cases if verdict.case not in slower]
        self.clean += len(clean)
        self.undecided += sum(verdict.verdict is Word.INCONCLUSIVE for verdict in clean)
        self.seconds.append(seconds / max(len(cases), 1) * 10)
