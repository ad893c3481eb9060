"""Today's race against figures that were stored: on the same machine and build verdicts, elsewhere a drift at most."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..results.baseline import Entry, Figure, machine_of
from .comparison import Quantity, Word
from .floor import floor
from .grid import SEQUENTIAL, Key
from .policy import ALPHA
from .profile import STORED
from .series import log_floors, log_speedups
from .speedups import scaled_cases
from .unpaired import Summary, Unpaired, judge_unpaired

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..results.baseline import Baseline
    from ..results.records import Race
    from ..results.store import Samples
    from .comparison import Verdict


@dataclass(frozen=True, slots=True)
class StoredJudgement:
    """One interpreter's cases against its baseline."""

    side: str
    baseline: Baseline
    same: bool
    """Whether machine and build are those of the baseline: only then are seconds compared."""
    verdicts: tuple[Verdict, ...]
    vanished: tuple[str, ...]
    """Cases of the baseline that the race does not have."""
    new: tuple[str, ...]


def entries(race: Race, samples: Samples, side: str) -> dict[str, Entry]:
    """Return what there is to store of each case that was measured on a side."""
    alone = scaled_cases(race)
    found = {}
    for case in race.cases:
        floors = log_floors(samples, case.id, side)
        if floors:
            relative = _log_yardsticks(samples, case.id, side)
            ratios = log_speedups(samples, alone[case.id], case.id, side) if case.id in alone else {}
            found[case.id] = Entry(len(floors), _required(floors), _figure(relative), _figure(ratios))
    return found


def workloads(race: Race, samples: Samples, side: str) -> dict[str, Entry]:
    """Return what there is to store of each workload's sequential cases together, from the heats that have them all."""
    found = {}
    for name, cases in sequential_cases(race).items():
        floors = _together([log_floors(samples, case, side) for case in cases])
        relative = _together([_log_yardsticks(samples, case, side) for case in cases])
        if floors:
            found[name] = Entry(len(floors), _required(floors), _figure(relative))
    return found


def sequential_cases(race: Race) -> dict[str, list[str]]:
    """Return each workload's sequential cases, by a name that says which sizes they are."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for case in race.cases:
        key = Key.of(case.id)
        rest = dict(key.rest) if key else {}
        if key and key.strategy == SEQUENTIAL and {"workload", "size"} <= rest.keys():
            found.setdefault((key.test, rest["workload"]), {})[int(rest["size"])] = case.id
    return {
        f"{workload}, sequential, sizes {', '.join(map(str, sorted(cases)))}": [cases[size] for size in sorted(cases)]
        for (_, workload), cases in found.items()
        if len(cases) > 1
    }


def _together(logs: list[dict[int, float]]) -> dict[int, float]:
    """Return the mean of several series in the heats that all of them have."""
    heats = set.intersection(*(set(each) for each in logs))
    return {heat: sum(each[heat] for each in logs) / len(logs) for heat in sorted(heats)}


def _log_yardsticks(samples: Samples, case: str, side: str) -> dict[int, float]:
    """Return ln(floor ÷ floor of the yardstick) by heat."""
    return {
        heat: math.log(floor(sample.wall) / floor(sample.yardstick))
        for heat, sample in samples.of(case, side).items()
        if len(sample.yardstick)
    }


def _required(logs: Mapping[int, float]) -> Figure:
    summary = Summary.of(list(logs.values()))
    return Figure(math.exp(summary.mean), summary.spread)


def _figure(logs: Mapping[int, float]) -> Figure | None:
    return _required(logs) if logs else None


def judge_stored(race: Race, samples: Samples, baselines: Mapping[str, Baseline]) -> tuple[StoredJudgement, ...]:
    """Judge each side that has a baseline, all of them together.

    Hypothesis, for each case: it is slower than its baseline by at most 10 % (`STORED`); and, for each workload, its
    sequential cases together are.
    Method: Welch's t-test on logs, Holm over all cases of all sides, and over all workloads of all sides, each with
    half of the error rate: a mean over sizes is steadier, and shows what no single case of hundreds could. On the same
    machine and build a case must be slower both in seconds and in yardsticks, the reference loop timed beside each
    round: machines drift by more than ten percent in minutes, the loop drifts along, and what only one of the two shows
    is the machine's doing (an intersection-union test, which keeps the level). Elsewhere: in yardsticks, and the
    speed-ups, each by themselves; what that shows is called drifted, for another machine's cache or memory can do it
    too.
    Assumes what `unpaired.welch` does. Cannot answer from one heat.
    """
    raced = {side: judged for side in baselines if (judged := entries(race, samples, side))}
    by_side: dict[str, list[Verdict]] = {side: [] for side in raced}
    whole = {side: workloads(race, samples, side) for side in raced}
    for stored, measured in (
        ({side: baselines[side].workloads for side in raced}, whole),
        ({side: baselines[side].cases for side in raced}, raced),
    ):
        rows = [
            (side, unpaired)
            for side, now in measured.items()
            for unpaired in _unpaired(stored[side], now, same=_same(race, side, baselines[side]))
        ]
        verdicts = judge_unpaired([unpaired for _, unpaired in rows], STORED, alpha=ALPHA / 2)
        for (side, _), verdict in zip(rows, verdicts, strict=True):
            by_side[side].append(_worded(verdict, same=_same(race, side, baselines[side])))
    return tuple(_judgement(race, side, baselines[side], tuple(found)) for side, found in by_side.items())


def _same(race: Race, side: str, baseline: Baseline) -> bool:
    return race.side(side).key == baseline.identity and machine_of(race.machine) == baseline.machine


def _unpaired(stored: Mapping[str, Entry], now: Mapping[str, Entry], *, same: bool) -> Iterator[Unpaired]:
    for case, then in stored.items():
        entry = now.get(case)
        if entry is None:
            continue
        both = _both(then.yardsticks, entry.yardsticks, then.heats, entry.heats)
        if same:
            seconds = _both(then.seconds, entry.seconds, then.heats, entry.heats)
            yield Unpaired(case, *seconds[0], also=both)
            continue
        yield from (Unpaired(case, *pair) for pair in both)
        for old, new in _both(then.speedup, entry.speedup, then.heats, entry.heats):  # less of it is worse
            yield Unpaired(case, _turned(old), _turned(new), quantity=Quantity.SPEEDUP)


def _both(then: Figure | None, now: Figure | None, heats: int, heats_now: int) -> tuple[tuple[Summary, Summary], ...]:
    """Return both sides' summaries; nothing where either lacks the figure."""
    if then is None or now is None:
        return ()
    return ((_summary(then, heats), _summary(now, heats_now)),)


def _summary(figure: Figure, heats: int) -> Summary:
    return Summary(math.log(figure.value), figure.spread, heats)


def _turned(summary: Summary) -> Summary:
    return replace(summary, mean=-summary.mean)


def _worded(verdict: Verdict, *, same: bool) -> Verdict:
    drifted = not same and verdict.verdict in {Word.REGRESSION, Word.IMPROVEMENT}
    return replace(verdict, verdict=Word.DRIFTED) if drifted else verdict


def _judgement(race: Race, side: str, baseline: Baseline, verdicts: tuple[Verdict, ...]) -> StoredJudgement:
    here = {case.id for case in race.cases if side not in case.missing_on}
    unsupported = race.side(side).unsupported
    expected = race.pytest_args == baseline.pytest_args  # a narrower race looks at fewer
    gone = [case for case in baseline.cases if case not in here and case not in unsupported] if expected else []
    new = [case for case in here if case not in baseline.cases] if expected else []
    same = _same(race, side, baseline)
    return StoredJudgement(side, baseline, same, verdicts, tuple(gone), tuple(sorted(new)))
