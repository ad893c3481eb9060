from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from paceline.race.entry import Wanted
from paceline.race.running import RaceConfig, run_race
from paceline.race.schedule import Pace
from paceline.race.time_limit import Limits
from paceline.results.records import Pair

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from paceline.errors import PacelineError
    from paceline.results.records import Case, Heat, Race
    from paceline.results.store import Samples

QUICK = Pace(fewest=3, fewest_slow=2, most=4, seconds=0.004, shortest_concurrent=0.01)


class Nobody:
    """An audience that looks away."""

    def heat_begins(self, number: int, cases: int) -> None: ...

    def case_done(self, case: Case) -> None: ...

    def cannot_decide(self, cases: Sequence[str], seconds: float, limit: float) -> None: ...

    def ends_early(self, heat: int, problem: PacelineError) -> None: ...

    def heat_ends(self, heat: Heat, settled: int, cases: int, verdicts: Sequence[str]) -> None: ...


@dataclass
class Track:
    """A place to race toy suites on: each side has its own checkout."""

    root: Path

    def suite(self, side: str, source: str) -> Path:
        """Write a side's only test file; return its checkout."""
        checkout = self.root / side
        checkout.mkdir(exist_ok=True)
        (checkout / "test_toy.py").write_text("import os, pytest, signal, threading, time\n" + dedent(source))
        return checkout

    def config(self, *sides: str, heats: int = 1, timeout: float = 20, args: tuple[str, ...] = ()) -> RaceConfig:
        """Return a race of these sides, the first of which is the baseline."""
        return RaceConfig(
            kind="race",
            sides=tuple(Wanted(side, sys.executable, self.root / side) for side in sides),
            pairs=tuple(Pair(sides[0], side) for side in sides[1:]),
            pytest_args=args,
            out=self.root / "out",
            pace=QUICK,
            limits=Limits(heats=heats),
            timeout=timeout,
            settled=lambda _race, _samples: {},
        )

    def race(self, *sides: str, heats: int = 1, timeout: float = 20) -> tuple[Race, Samples]:
        """Race these sides."""
        return run_race(self.config(*sides, heats=heats, timeout=timeout), Nobody())

    def extra_info(self, heat: int, side: str) -> dict[str, Any]:
        """Return the extra information of the only case, as the side's file holds it."""
        content = json.loads((self.root / "out" / "heats" / f"{heat:04d}-{side}.json").read_text())
        extra: dict[str, Any] = content["benchmarks"][0]["extra_info"]
        return extra


@pytest.fixture
def track(tmp_path: Path) -> Track:
    return Track(tmp_path)


@pytest.fixture
def problems() -> Callable[[Race], dict[tuple[str, str], str]]:
    """Return what went wrong by side and case label, as its status."""

    def by_side_and_case(race: Race) -> dict[tuple[str, str], str]:
        return {(p.side, p.case.rsplit("::", 1)[-1]): p.status for heat in race.heats for p in heat.problems}

    return by_side_and_case
