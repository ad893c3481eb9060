"""What a race of interpreters and strategies shows, computed once: reports, rows, the page and exit codes read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..per_heat import crossover
from ..rivals import SEQUENTIAL
from .arenas import arenas_of
from .builds import best_of_builds
from .figures import figures_of
from .versions import across, slower_than_before
from .winners import WINNERS, Standing
from .workloads import workloads

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ...results.records import Race
    from ...results.store import Samples
    from ..per_heat import Logs
    from ..stats.crossover import Crossing
    from ..stats.estimate import Estimate
    from .builds import Best
    from .figures import Figure
    from .versions import Against
    from .workloads import Workload


@dataclass(frozen=True, slots=True)
class Answer:
    """What is fastest at a workload's largest size on one side."""

    workload: str
    side: str
    size: int
    measured: bool
    """Whether that size was measured there at all."""
    winners: tuple[str, ...]
    """Strategies, the fastest first; several where they tie, none where nothing was shown."""
    speedup: Estimate | None
    """Of the first winner; None where that gain is not shown: sequential is among the winners, or was not measured."""
    pays: Crossing | None
    """From which size on the first winner beats sequential; None as for `speedup`, and where there is one size only."""
    sizes: tuple[int, ...]
    """Those of the workload."""
    leader: str | None = None
    """What was fastest so far where nothing was shown; None where only one strategy had its turn."""
    lead: Estimate | None = None
    """Its speed-up; None where it is sequential, or that was not measured."""


@dataclass(frozen=True, slots=True)
class BenchJudgement:
    """The figures of a race, what wins where, from which size on, and each interpreter against its reference."""

    figures: Mapping[tuple[str, str], Figure]
    """By case and side."""
    workloads: tuple[Workload, ...]
    crossings: Mapping[tuple[str, str, str], Crossing]
    """By workload, strategy and side; missing where no heat measured two sizes."""
    answers: tuple[Answer, ...]
    versions: tuple[Against, ...]
    times: Mapping[tuple[str, str], Logs] = field(default_factory=dict)
    """ln seconds by heat, of cases that have a strategy, by case and side: see `arenas.Arena.floors`."""
    builds: tuple[Best, ...] = ()
    """Builds without a GIL against the plain build, by workload and size."""

    @property
    def slower(self) -> list[Against]:
        """The newer versions that are slower than the one before in any case."""
        return slower_than_before(self.versions)

    def winners(self, workload: Workload, side: str, size: int) -> tuple[str, ...]:
        """Return what wins at a size on a side, the fastest first; nothing where that is undecided."""
        return _winners(self.figures, workload.at(size), side)


def judge_bench(race: Race, samples: Samples, reference: str | None = None) -> BenchJudgement:
    """Judge a race. `reference` is one side that all others are compared with: see `versions.across`."""
    arenas, named = arenas_of(race, samples), workloads(race)
    found = figures_of(arenas)
    crossings = {
        (workload.name, strategy, side.name): crossing
        for workload in named
        for strategy in workload.strategies
        for side in race.sides
        if (crossing := _crossing(samples, workload, strategy, side.name)) is not None
    }
    answers = tuple(
        answer
        for workload in named
        for side in race.sides
        for answer in _answers(found, workload, side.name, crossings)
    )
    versions = () if race.pairs else across(race, samples, reference)
    times = {(case, arena.side): logs for arena in arenas for case, logs in arena.floors.items()}
    builds = best_of_builds(race, times, named, lambda one, side, size: _winners(found, one.at(size), side))
    return BenchJudgement(found, named, crossings, answers, versions, times, builds)


def _crossing(samples: Samples, workload: Workload, strategy: str, side: str) -> Crossing | None:
    if strategy == SEQUENTIAL:
        return None
    pairs = {
        size: (here[SEQUENTIAL], here[strategy])
        for size in workload.sizes
        if {SEQUENTIAL, strategy} <= (here := workload.at(size)).keys()
    }
    return crossover(samples, pairs, side)


def _winners(found: Mapping[tuple[str, str], Figure], cases: Mapping[str, str], side: str) -> tuple[str, ...]:
    return _first(found, cases, side, WINNERS)


def _first(
    found: Mapping[tuple[str, str], Figure], cases: Mapping[str, str], side: str, among: Collection[Standing]
) -> tuple[str, ...]:
    """Return the strategies that stand so on a side, the fastest first."""
    here = {strategy: figure for strategy, case in cases.items() if (figure := found.get((case, side)))}
    some = [strategy for strategy, figure in here.items() if figure.standing in among]
    return tuple(sorted(some, key=lambda strategy: (-_gain(here[strategy]), here[strategy].floor.value)))


def _gain(figure: Figure) -> float:
    """Return the speed-up over sequential: one where the figure is sequential's own."""
    return figure.speedup.value if figure.speedup else 1.0


def _answers(
    found: Mapping[tuple[str, str], Figure],
    workload: Workload,
    side: str,
    crossings: Mapping[tuple[str, str, str], Crossing],
) -> Iterator[Answer]:
    """Yield the answer of a side that measured any of a workload."""
    if not any((case, side) in found for case in workload.cases.values()):
        return
    size = workload.sizes[-1]
    last = workload.at(size)
    winners = _winners(found, last, side)
    gains = bool(winners) and SEQUENTIAL not in winners
    speedup = found[last[winners[0]], side].speedup if gains else None
    pays = crossings.get((workload.name, winners[0], side)) if gains else None
    measured = any((case, side) in found for case in last.values())
    still = _first(found, last, side, {Standing.OPEN})
    leader = still[0] if len(still) > 1 else None
    lead = found[last[leader], side].speedup if leader else None
    yield Answer(workload.name, side, size, measured, winners, speedup, pays, workload.sizes, leader, lead)
