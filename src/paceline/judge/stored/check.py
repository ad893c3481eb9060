"""Today's race against figures that were stored: on the same machine and build verdicts, elsewhere a drift at most."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...results.baseline import Entry, Figure, Loop, machine_of
from ..per_heat import log_floors, log_speedups
from ..policy import ALPHA
from ..profile import APART, STORED
from ..records import Quantity, Word
from ..rivals import scaled_cases, sequential_cases
from ..stats.covariance import Fit, adjusted, kept
from ..stats.heat import floor
from ..stats.welch import Summary, welch
from ..ttests import GapCase, judge_gaps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...results.baseline import Baseline
    from ...results.records import Race
    from ...results.store import Samples
    from ..records import Verdict


@dataclass(frozen=True, slots=True)
class StoredJudgement:
    """One interpreter's cases against its baseline."""

    side: str
    baseline: Baseline
    same: bool
    """Whether machine and build are those of the baseline: only then are seconds compared."""
    sides: int
    """Sides that took turns now."""
    verdicts: tuple[Verdict, ...]
    vanished: tuple[str, ...]
    """Cases of the baseline that the race does not have."""
    new: tuple[str, ...]

    @property
    def alike(self) -> bool:
        """Whether as many sides took turns when the baseline was measured, as far as that is known."""
        return _alike(self.sides, self.baseline)


def entries(race: Race, samples: Samples, side: str) -> dict[str, Entry]:
    """Return what there is to store of each case that was measured on a side."""
    alone = scaled_cases(race)
    found = {}
    for case in race.cases:
        floors = log_floors(samples, case.id, side)
        if floors:
            ratios = log_speedups(samples, alone[case.id], case.id, side) if case.id in alone else {}
            found[case.id] = _entry(floors, _log_loops(samples, case.id, side), ratios)
    return found


def workloads(race: Race, samples: Samples, side: str) -> dict[str, Entry]:
    """Return what there is to store of each workload's sequential cases together, from the heats that have them all."""
    found = {}
    for name, cases in sequential_cases(race).items():
        floors = _together([log_floors(samples, case, side) for case in cases])
        if floors:
            found[name] = _entry(floors, _together([_log_loops(samples, case, side) for case in cases]), {})
    return found


def _together(logs: list[dict[int, float]]) -> dict[int, float]:
    """Return the mean of several series in the heats that all of them have."""
    heats = set.intersection(*(set(each) for each in logs))
    return {heat: sum(each[heat] for each in logs) / len(logs) for heat in sorted(heats)}


def _log_loops(samples: Samples, case: str, side: str) -> dict[int, float]:
    """Return ln floor of the reference loop by heat."""
    timed = samples.of(case, side).items()
    return {heat: math.log(floor(sample.reference_loop)) for heat, sample in timed if len(sample.reference_loop)}


def steady(samples: Samples, case: str, side: str) -> list[float]:
    """Return ln floors over the heats, less what the reference loop shows of the machine's ups and downs."""
    floors, loops = log_floors(samples, case, side), _log_loops(samples, case, side)
    if not floors or floors.keys() != loops.keys():
        return list(floors.values())
    fit = Fit.of(list(floors.values()), [loops[heat] for heat in floors])
    return [floors[heat] - fit.slope * (loops[heat] - fit.loop) for heat in floors]


def _entry(floors: Mapping[int, float], loops: Mapping[int, float], ratios: Mapping[int, float]) -> Entry:
    beside = {heat: floors[heat] - loop for heat, loop in loops.items() if heat in floors}
    fit = Fit.of(list(floors.values()), [loops[heat] for heat in floors]) if beside.keys() == floors.keys() else None
    seconds, yardsticks = _figure(floors), _figure(beside) if beside else None
    if fit and yardsticks:  # of the heats that the line was drawn through
        seconds = Figure(math.exp(fit.mean), seconds.spread)
        yardsticks = Figure(math.exp(fit.mean - fit.loop), yardsticks.spread)
    return Entry(
        len(floors),
        seconds,
        yardsticks=yardsticks,
        speedup=_figure(ratios) if ratios else None,
        loop=Loop(fit.spread, fit.slope, fit.rest) if fit else None,
    )


def _figure(logs: Mapping[int, float]) -> Figure:
    summary = Summary.of(list(logs.values()))
    return Figure(math.exp(summary.mean), summary.spread)


def judge_stored(race: Race, samples: Samples, baselines: Mapping[str, Baseline]) -> tuple[StoredJudgement, ...]:
    """Judge each side that has a baseline, all of them together.

    Hypothesis, for each case: it is slower than its baseline by at most 5 % (`STORED`); and, for each workload, its
    sequential cases together are.
    Method: on the same machine and build, ln seconds with the reference loop timed beside each round as the covariate
    (`covariance.adjusted`): machines drift by more than ten percent in minutes, and the loop shows it. Holm over all
    cases of all sides, and over all workloads of all sides, each with half of the error rate: a mean over sizes is
    steadier, and shows what no single case of hundreds could. Elsewhere, by at most 10 % (`APART`): Welch's t-test on
    times in yardsticks, and on speed-ups, each by themselves; what that shows is called drifted, for another machine's
    cache or memory can do it too. Where no loop was timed, seconds are compared so, and drifted at most as well. So is
    what another number of sides took turns in: what ran between two turns of a quick case decides what its caches still
    hold (rounds of 1 ms were 5 to 10 % faster with two sides than with seven, PyPy's payload by 30 %).
    Assumes what those tests do. Cannot answer from one heat.
    """
    raced = {side: judged for side in baselines if (judged := entries(race, samples, side))}
    by_side: dict[str, list[Verdict]] = {side: [] for side in raced}
    whole = {side: workloads(race, samples, side) for side in raced}
    for stored, measured in (
        ({side: baselines[side].workloads for side in raced}, whole),
        ({side: baselines[side].cases for side in raced}, raced),
    ):
        rows = [
            (side, case)
            for side, now in measured.items()
            for case in _gaps(
                stored[side],
                now,
                same=_same(race, side, baselines[side]),
                alike=_alike(len(race.sides), baselines[side]),
            )
        ]
        verdicts = judge_gaps([case for _, case in rows], ALPHA / 2)
        for (side, case), verdict in zip(rows, verdicts, strict=True):
            by_side[side].append(_worded(verdict, sure=case.margins is STORED))
    return tuple(_judgement(race, side, baselines[side], tuple(found)) for side, found in by_side.items())


def _same(race: Race, side: str, baseline: Baseline) -> bool:
    return race.side(side).key == baseline.identity and machine_of(race.machine) == baseline.machine


def _alike(sides: int, baseline: Baseline) -> bool:
    return baseline.sides in {None, sides}


def _gaps(stored: Mapping[str, Entry], now: Mapping[str, Entry], *, same: bool, alike: bool) -> Iterator[GapCase]:
    for case, then in stored.items():
        entry = now.get(case)
        if entry is None:
            continue
        heats, fits = min(then.heats, entry.heats), (_fit(then), _fit(entry))
        if same and fits[0] and fits[1]:
            margins = STORED if alike else APART
            yield GapCase(case=case, gap=adjusted(fits[0], fits[1]), margins=margins, heats=heats)
            continue
        seconds = (then.seconds, entry.seconds) if same else (then.yardsticks, entry.yardsticks)
        speedup = (None, None) if same else (then.speedup, entry.speedup)
        for (before, after), quantity in ((seconds, Quantity.TIME), (speedup, Quantity.SPEEDUP)):
            if before and after:
                gap = welch(_summary(before, then.heats), _summary(after, entry.heats))
                worse = gap.turned() if quantity is Quantity.SPEEDUP else gap  # less of a speed-up is worse
                yield GapCase(case=case, gap=worse, margins=APART, heats=heats, quantity=quantity)


def _summary(figure: Figure, heats: int) -> Summary:
    return Summary(math.log(figure.value), figure.spread, heats)


def _fit(entry: Entry) -> Fit | None:
    """Return an entry's line, whose figures are rounded to what a file has room for."""
    if entry.loop is None or entry.yardsticks is None:
        return None
    mean, beside = math.log(entry.seconds.value), math.log(entry.yardsticks.value)
    return Fit(kept(entry.heats), mean, mean - beside, entry.loop.spread, entry.loop.slope, entry.loop.rest)


def _worded(verdict: Verdict, *, sure: bool) -> Verdict:
    drifted = not sure and verdict.verdict in {Word.REGRESSION, Word.IMPROVEMENT}
    return replace(verdict, verdict=Word.DRIFTED) if drifted else verdict


def _judgement(race: Race, side: str, baseline: Baseline, verdicts: tuple[Verdict, ...]) -> StoredJudgement:
    here = {case.id for case in race.cases if side not in case.missing_on}
    unsupported = race.side(side).unsupported
    expected = race.pytest_args == baseline.pytest_args  # a narrower race looks at fewer
    gone = [case for case in baseline.cases if case not in here and case not in unsupported] if expected else []
    new = [case for case in here if case not in baseline.cases] if expected else []
    same = _same(race, side, baseline)
    return StoredJudgement(side, baseline, same, len(race.sides), verdicts, tuple(gone), tuple(sorted(new)))
