"""Arenas: the rivals of one workload and size on one side, and what was measured of each, heat by heat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..per_heat import log_floors, log_paces, log_speedups, paired_speedups, relative_times
from ..rivals import SEQUENTIAL, Key
from ..stats.averages import Mean, mean_over_heats
from ..stats.moderation import Noise
from ..stats.ranking import distances

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ...results.records import Race, Side
    from ...results.store import Samples
    from ..arrays import Floats
    from ..per_heat import Logs


@dataclass(frozen=True, slots=True)
class Arena:
    """Natural logarithms by case and heat. Controls, such as one worker, are in it and do not compete."""

    side: str
    keys: Mapping[str, Key]
    """Of all its cases, measured or not."""
    able: int
    """Rivals that this side can run."""
    floors: Mapping[str, Logs]
    """ln seconds of each case that was measured, at the machine's own pace: see `_paced`."""
    speedups: Mapping[str, Logs]
    """ln(sequential ÷ case) of each other than sequential."""
    rivals: Mapping[str, Logs]
    """ln time of each rival, comparable with one another: see `per_heat.relative_times`."""

    @property
    def sequential(self) -> str | None:
        """The sequential case; None where it has none."""
        return next((case for case, key in self.keys.items() if key.strategy == SEQUENTIAL), None)


@dataclass(frozen=True, slots=True)
class Noises:
    """How much the heats of a race differ, as all its arenas together show it."""

    floors: Noise
    speedups: Noise
    distances: Noise
    """Of rivals' times from the best one's."""

    @classmethod
    def of(cls, arenas: Sequence[Arena]) -> Noises:
        """Fit the three of a race."""
        tables = [table(arena.rivals) for arena in arenas if arena.rivals]
        return cls(
            Noise.of(_means(arena.floors for arena in arenas)),
            Noise.of(_means(arena.speedups for arena in arenas)),
            Noise.of(distance for logs in tables for distance in list(distances(logs).values())[1:]),
        )


def arenas_of(race: Race, samples: Samples) -> list[Arena]:
    """Return the arenas of all cases that have a strategy, in the order of the race's cases and sides."""
    groups: dict[object, dict[str, Key]] = {}
    for case in race.cases:
        if key := Key.of(case.id):
            groups.setdefault(key.arena, {})[case.id] = key
    return [_arena(samples, keys, side) for keys in groups.values() for side in race.sides]


def _arena(samples: Samples, keys: Mapping[str, Key], side: Side) -> Arena:
    floors = {case: logs for case in keys if (logs := log_floors(samples, case, side.name))}
    alone = next((case for case, key in keys.items() if key.strategy == SEQUENTIAL), None)
    others = [case for case in floors if alone and case != alone]
    speedups = {case: logs for case in others if (logs := log_speedups(samples, str(alone), case, side.name))}
    if alone in floors:
        floors |= _paced(samples, alone, others, side.name)
    able = [case for case, key in keys.items() if not key.workers and case not in side.unsupported]
    rivals = relative_times(samples, (case for case in floors if not keys[case].workers), alone, side.name)
    return Arena(side.name, keys, len(able), floors, speedups, rivals)


def _paced(samples: Samples, alone: str, others: Sequence[str], side: str) -> dict[str, Logs]:
    """Return ln seconds of sequential from all its rounds of a heat, and of its rivals from their speed-ups over it.

    A rival's own few rounds may all have met a slow stretch, and so may sequential's. What reference rounds show of a
    heat is steadier, and keeps times and speed-ups in agreement. Those without such rounds keep their own floors.
    """
    pace = log_paces(samples, alone, others, side)
    paired = {case: speedups for case in others if (speedups := paired_speedups(samples, case, side))}
    found = {case: {heat: pace[heat] - gain for heat, gain in speedups.items()} for case, speedups in paired.items()}
    return {alone: {heat: pace[heat] for heat in samples.of(alone, side)}, **found}


def table(logs: Mapping[str, Logs]) -> Floats:
    """Return these series as heats by series; NaN where one has no value."""
    heats = sorted({heat for series in logs.values() for heat in series})
    return np.array([[series.get(heat, np.nan) for series in logs.values()] for heat in heats])


def _means(groups: Iterable[Mapping[str, Logs]]) -> Iterator[Mean]:
    for series in groups:
        for logs in series.values():
            yield mean_over_heats(np.array(list(logs.values())))
