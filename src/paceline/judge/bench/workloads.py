"""The workloads of a race: cases of one test that differ in strategy, size and workers alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rivals import Key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...results.records import Race


@dataclass(frozen=True, slots=True)
class Workload:
    """A workload's competing cases; control arms, such as one worker, are none of them."""

    name: str
    cases: Mapping[tuple[str, int], str]
    """Ids by strategy and size."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """Its sizes, rising."""
        return tuple(sorted({size for _, size in self.cases}))

    @property
    def strategies(self) -> tuple[str, ...]:
        """Its strategies, in the race's order."""
        return tuple(dict.fromkeys(strategy for strategy, _ in self.cases))

    def at(self, size: int) -> dict[str, str]:
        """Return the ids of the cases of one size, by strategy."""
        return {strategy: case for (strategy, here), case in self.cases.items() if here == size}


def workloads(race: Race) -> tuple[Workload, ...]:
    """Return the workloads that have sizes; two of one name also carry the name of their test."""
    found: dict[object, dict[tuple[str, int], str]] = {}
    keys: dict[object, Key] = {}
    for case in race.cases:
        key = Key.of(case.id)
        if key is not None and key.size is not None and not key.workers:
            found.setdefault(key.series, {})[key.strategy, key.size] = case.id
            keys.setdefault(key.series, key)
    often = Counter(key.workload for key in keys.values())
    names = {
        series: key.workload if often[key.workload] == 1 else f"{key.workload} ({key.function})"
        for series, key in keys.items()
    }
    return tuple(Workload(names[series], cases) for series, cases in found.items())
