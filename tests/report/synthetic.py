"""Races that nobody ran: seeded rounds of a small model of strategies, and case ids as nasty as they come."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from paceline.results.folder import RaceFolder
from paceline.results.records import Capacity, Case, Heat, Pair, Problem, Race, Side, Spent, SystemLoad
from paceline.results.store import Sample, Samples
from paceline.tutorial.records import Program, Programs, Task

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HOSTILE = (
    "<script>window.hacked = 1</script>",
    "</script><img src=x onerror='window.hacked = 1'>",
    "\"quotes' and `ticks`",
    "::error file=x::forged",
    "pipes | and | more",
    "two\nlines",
    "snake \N{SNAKE} and {{data}} and <!-- no end",
)

OVERHEAD = {"sequential": 0.0, "threads": 4e-5, "processes-fork": 3e-4, "processes-spawn": 4e-4, "interpreters": 2e-4}
"""Seconds that a call of each strategy costs however small it is."""
PARALLEL = {"sequential": 1.0, "threads": 0.97, "processes-fork": 1.86, "processes-spawn": 1.82, "interpreters": 1.9}
SECONDS = {"loop": 4e-8, "product": 3e-6, "digest": 2e-6}
SIZES = {"loop": (1000, 10000, 100000, 500000), "product": (50, 500, 5000), "digest": (40, 600, 9000)}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make up."""

    sides: tuple[str, ...] = ("3.13", "3.14", "pypy3.11")
    heats: int = 8
    rounds: int = 12
    pairs: tuple[Pair, ...] = ()
    extra: tuple[str, ...] = ()
    """Cases without a strategy."""
    workloads: int = 3
    same_interpreter: bool = False


def race(plan: Plan | None = None) -> tuple[Race, Samples]:
    """Make up a race."""
    plan = plan or Plan()
    rng = np.random.default_rng(20)
    samples, cases = Samples(), list(_cases(plan))
    for heat in range(1, plan.heats + 1):
        for number, side in enumerate(plan.sides):
            measured = {
                case: _sample(rng, seconds * (1 - 0.12 * number + 0.002 * (hash_of(case) % 40)), plan.rounds)
                for case, seconds in cases
            }
            samples.add(heat, side, measured)
    made = Race(
        paceline="0.1.0",
        kind="gate" if plan.pairs else "bench",
        created="2026-01-02T03:04:05+00:00",
        sides=tuple(_side(name, plan) for name in plan.sides),
        pairs=plan.pairs,
        pytest_args=("benchmarks",),
        machine={"cpu": "Some <b>CPU</b>", "usable_cpus": 2},
        cases=tuple(Case(case, "all", concurrent="sequential" not in case) for case, _ in cases),
        heats=tuple(_heat(number, plan) for number in range(1, plan.heats + 1)),
        capacity=Capacity(2, 1.91, 1.89),
    )
    return made, samples


def saved(plan: Plan, path: Path) -> Race:
    """Make up a race and keep it in a folder."""
    made, samples = race(plan)
    folder = RaceFolder.create(path)
    folder.save(made)
    for heat in made.heats:
        for side in made.sides:
            here = {case.id: samples.of(case.id, side.name)[heat.number] for case in made.cases}
            folder.save_heat(heat.number, side.name, here, {}, {})
    return made


def replaced(heat: Heat, problems: tuple[Problem, ...]) -> Heat:
    """Return the heat with other problems."""
    return msgspec.structs.replace(heat, problems=problems)


def programs() -> Programs:
    """Make up the tutorial's three programs, with a strategy that no case of the grid has."""
    whole = [("sequential", 1, [(1, 0.0, 0.2), (1, 0.2, 1.0), (1, 1.0, 1.01)])]
    whole += [("threads", 2, [(1, 0.001, 0.4), (2, 0.002, 1.0), (1, 0.4, 0.41)])]
    whole += [("processes-forkserver", 2, [(3, 0.1, 0.3), (4, 0.1, 0.9), (3, 0.3, 0.31)])]
    made = [
        Program(name, workers, spans[1][2] + 0.05, tuple(map(_task, ("32", "40", "<b>20"), spans)))
        for name, workers, spans in whole
    ]
    return Programs(1, "tutorial", "3.14", tuple(made))


def _task(name: str, span: tuple[int, float, float]) -> Task:
    who, start, end = span
    return Task(name, 40 + who, who, 0, start, end)


def hash_of(text: str) -> int:
    """Return a number that is the same in every process."""
    return sum(text.encode())


def _cases(plan: Plan) -> Iterable[tuple[str, float]]:
    for number in range(plan.workloads):
        base = tuple(SECONDS)[number % len(SECONDS)]
        name = base if number < len(SECONDS) else f"{base}{number}"
        for strategy, overhead in OVERHEAD.items():
            parallel = 1.7 if (base, strategy) == ("digest", "threads") else PARALLEL[strategy]
            for size in SIZES[base]:
                seconds = SECONDS[base] * size / parallel + overhead
                case = f"benchmarks/test_s.py::test_s[workload={name}-strategy={strategy}-size={size}"
                yield f"{case}]", seconds
                if strategy != "sequential":
                    yield f"{case}-workers=1]", SECONDS[base] * size * 1.02 + overhead
    for case in plan.extra:
        yield f"tests/test_x.py::test_x[{case}]", 1e-3


def _sample(rng: np.random.Generator, seconds: float, rounds: int) -> Sample:
    heat = math.exp(rng.normal(0, 0.01))
    wall = seconds * heat * np.exp(np.abs(rng.normal(0, 0.02, rounds)))
    wall[rng.integers(rounds)] *= 1.3
    return Sample(wall=wall, cpu=wall * 0.98, iterations=1, switches=0)


def _side(name: str, plan: Plan) -> Side:
    key = "cpython-3.14.0-gil" if plan.same_interpreter else f"cpython-{name}-gil"
    python = name.removeprefix("pypy") if name[-1:].isdigit() else "3.14"
    kind = "pypy" if name.startswith("pypy") else "cpython"
    identity = {"key": key, "version": name, "python": python, "implementation": kind, "abi": "", "gil": True}
    missing = {"x": "needs <i>another</i> world"}
    return Side(name, "python", ".", "0123456789abcdef+", identity, packages={}, unsupported=missing)


def _heat(number: int, plan: Plan) -> Heat:
    return Heat(
        number=number,
        hash_seed=1,
        padding=0,
        slot=0,
        roles=plan.sides,
        core=0,
        started="2026-01-02T03:04:05+00:00",
        seconds=10.0,
        system_load=SystemLoad(load=1.0, foreign=0.01 * number),
        spent=Spent(timed=5.0, warmup=0.5, calibration=1.5, handover=0.3, fixtures=1.2, start=0.8, end=0.2),
        complete=True,
    )
