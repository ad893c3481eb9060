"""Which cases are rivals, and which of them is sequential: read from the ids of a race's cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..results import caseid

if TYPE_CHECKING:
    from ..results.records import Race

SEQUENTIAL = "sequential"


@dataclass(frozen=True, slots=True)
class Key:
    """What a case is, taken from its id: rivals share all but the strategy and its workers."""

    test: str
    rest: tuple[tuple[str, str], ...]
    """All other parameters."""
    strategy: str
    workers: str
    """Empty for the default."""

    @classmethod
    def of(cls, case: str) -> Key | None:
        """Read a case's key; None for a case that has no strategy."""
        test, _, parameters = caseid.split(case)
        if "strategy" not in parameters:
            return None
        rest = tuple((key, value) for key, value in parameters.items() if key not in {"strategy", "workers"})
        return cls(test, rest, parameters["strategy"], parameters.get("workers", ""))

    @property
    def arena(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What rivals share."""
        return self.test, self.rest

    @property
    def series(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What the cases of a curve over sizes share."""
        return self.test, tuple((name, value) for name, value in self.rest if name != "size")

    @property
    def size(self) -> int | None:
        """The size, where it is a number that can stand on a logarithmic axis."""
        text = dict(self.rest).get("size", "")
        return int(text) if text.isascii() and text.isdecimal() and int(text) > 0 else None

    @property
    def function(self) -> str:
        """The name of the test's function."""
        return self.test.rsplit("::", 1)[-1]

    @property
    def workload(self) -> str:
        """The parameter of that name, else the test's function; with all other parameters but the size."""
        rest = dict(self.rest)
        name = rest.pop("workload", None) or self.function
        return ", ".join([name, *(f"{key} {value}" for key, value in rest.items() if key != "size")])

    @property
    def name(self) -> str:
        """The strategy, with its workers where they are not the default."""
        return f"{self.strategy} ×{self.workers}" if self.workers else self.strategy


def scaled_cases(race: Race) -> dict[str, str]:
    """Return each case that has a strategy, with the sequential case of the same workload and size.

    One worker is a control, which has nothing to scale.
    """
    keys = {case.id: key for case in race.cases if (key := Key.of(case.id))}
    alone = {key.arena: case for case, key in keys.items() if key.strategy == SEQUENTIAL}
    return {
        case: alone[key.arena]
        for case, key in keys.items()
        if key.strategy != SEQUENTIAL and key.workers != "1" and key.arena in alone
    }


def sequential_cases(race: Race) -> dict[str, list[str]]:
    """Return each workload's sequential cases, by a name that says which sizes they are."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for case in race.cases:
        key = Key.of(case.id)
        rest = dict(key.rest) if key else {}
        if key and key.strategy == SEQUENTIAL and key.size is not None and "workload" in rest:
            found.setdefault((key.test, rest["workload"]), {})[key.size] = case.id
    return {
        f"{workload}, sequential, sizes {', '.join(map(str, sorted(cases)))}": [cases[size] for size in sorted(cases)]
        for (_, workload), cases in found.items()
        if len(cases) > 1
    }
