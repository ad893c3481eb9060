"""Arenas: the rivals of one workload and size on one side, and what was measured of each, heat by heat."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from ..per_heat import log_floors, log_paces, log_speedups, paired_speedups, relative_times
from ..rivals import SEQUENTIAL, Key
from ..stats.moderation import NOTHING, Noise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ...results.records import Race, Side
    from ...results.store import Samples
    from ..arrays import Floats
    from ..per_heat import Logs

Kind = TypeVar("Kind", str, frozenset[str])


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
        return _sequential(self.keys)


@dataclass(frozen=True, slots=True)
class Noises:
    """How much the heats of a race differ: for each strategy, and for each two of them, as all arenas show it."""

    floors: Mapping[str, Noise]
    """By strategy and workers (`Key.name`), as the next two."""
    speedups: Mapping[str, Noise]
    distances: Mapping[frozenset[str], Noise]
    """Of one rival's time from another's."""

    @classmethod
    def of(cls, arenas: Sequence[Arena]) -> Noises:
        """Fit those of a race."""
        return cls(
            _fitted((arena.keys[case].name, logs) for arena in arenas for case, logs in arena.floors.items()),
            _fitted((arena.keys[case].name, logs) for arena in arenas for case, logs in arena.speedups.items()),
            _fitted(distance for arena in arenas for distance in _distances(arena)),
        )

    def between(self, arena: Arena) -> Callable[[str, str], Noise]:
        """Return what gives the noise between two cases of an arena."""
        return lambda one, other: self.distances.get(_both(arena, one, other), NOTHING)


def _fitted(series: Iterable[tuple[Kind, Logs]]) -> dict[Kind, Noise]:
    """Fit the noise of each kind of series."""
    kinds: dict[Kind, list[Logs]] = {}
    for kind, logs in series:
        kinds.setdefault(kind, []).append(logs)
    return {kind: Noise.of(cells) for kind, cells in kinds.items()}


def _distances(arena: Arena) -> Iterator[tuple[frozenset[str], Logs]]:
    for one, other in combinations(arena.rivals, 2):
        first, second = arena.rivals[one], arena.rivals[other]
        yield _both(arena, one, other), {heat: first[heat] - second[heat] for heat in first if heat in second}


def _both(arena: Arena, one: str, other: str) -> frozenset[str]:
    return frozenset({arena.keys[one].name, arena.keys[other].name})


def arenas_of(race: Race, samples: Samples) -> list[Arena]:
    """Return the arenas of all cases that have a strategy, in the order of the race's cases and sides."""
    groups: dict[object, dict[str, Key]] = {}
    for case in race.cases:
        if key := Key.of(case.id):
            groups.setdefault(key.arena, {})[case.id] = key
    return [_arena(samples, keys, side) for keys in groups.values() for side in race.sides]


def _arena(samples: Samples, keys: Mapping[str, Key], side: Side) -> Arena:
    floors = {case: logs for case in keys if (logs := log_floors(samples, case, side.name))}
    alone = _sequential(keys)
    others = [case for case in floors if alone and case != alone]
    speedups = {case: logs for case in others if (logs := log_speedups(samples, str(alone), case, side.name))}
    if alone in floors:
        paced = _paced(samples, alone, others, side.name)
        floors = {case: logs | paced.get(case, {}) for case, logs in floors.items()}
    able = [case for case, key in keys.items() if not key.workers and case not in side.unsupported]
    rivals = relative_times(samples, (case for case in floors if not keys[case].workers), alone, side.name)
    return Arena(side.name, keys, len(able), floors, speedups, rivals)


def _sequential(keys: Mapping[str, Key]) -> str | None:
    return next((case for case, key in keys.items() if key.strategy == SEQUENTIAL), None)


def _paced(samples: Samples, alone: str, others: Sequence[str], side: str) -> dict[str, Logs]:
    """Return ln seconds of sequential from all its rounds of a heat, and of its rivals from their speed-ups over it.

    A rival's own few rounds may all have met a slow stretch, and so may sequential's. What reference rounds show of a
    heat is steadier, and keeps times and speed-ups in agreement. A heat without such rounds keeps its own floor.
    The floor of more rounds is lower, by a percent or two where rounds differ by ten: sequential on a side with more
    strategies looks that much faster.
    """
    pace = log_paces(samples, alone, others, side)
    paired = {case: speedups for case in others if (speedups := paired_speedups(samples, case, side))}
    found = {case: {heat: pace[heat] - gain for heat, gain in speedups.items()} for case, speedups in paired.items()}
    return {alone: {heat: pace[heat] for heat in samples.of(alone, side)}, **found}


def table(logs: Mapping[str, Logs]) -> Floats:
    """Return these series as heats by series; NaN where one has no value."""
    heats = sorted({heat for series in logs.values() for heat in series})
    return np.array([[series.get(heat, np.nan) for series in logs.values()] for heat in heats])
