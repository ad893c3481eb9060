"""Races that nobody ran, with a known truth: seconds by case, and what each side makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paceline.results.folder import RaceFolder
from paceline.results.records import Case, Heat, Pair, Race, Side, Spent, SystemLoad
from paceline.results.store import Sample, Samples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from paceline.judge.arrays import Floats

MACHINE = {"cpu": "A CPU", "usable_cpus": 2, "system": "Linux", "architecture": "x86_64"}


def case(strategy: str, size: int = 24, workload: str = "product", workers: int | None = None) -> str:
    """Return a case's id."""
    label = f"workload={workload}-strategy={strategy}-size={size}" + (f"-workers={workers}" if workers else "")
    return f"benchmarks/test_s.py::test_strategy[{label}]"


def side(name: str, python: str = "3.14", **facts: object) -> Side:
    """Return a side on an interpreter: CPython with a GIL, unless said otherwise."""
    known = {"implementation": "cpython", "python": f"{python}.1", "abi": "", "gil": True, "jit": None, "name": python}
    known |= {"key": f"cpython-{python}.1-gil-0a", **facts}
    return Side(name, "python", ".", "c0ffee", known, packages={})


def gated(*pythons: str) -> tuple[tuple[Side, ...], tuple[Pair, ...]]:
    """Return the sides and pairs of a gate on these Pythons."""
    if len(pythons) == 1:
        return (side("baseline", pythons[0]), side("candidate", pythons[0])), (Pair("baseline", "candidate"),)
    sides = tuple(side(f"{role} {python}", python) for python in pythons for role in ("baseline", "candidate"))
    return sides, tuple(Pair(f"baseline {python}", f"candidate {python}") for python in pythons)


def race(  # noqa: PLR0917 (a race has this many parts)
    cases: Mapping[str, float],
    sides: Sequence[Side],
    pairs: Sequence[Pair] = (),
    heats: int = 20,
    factor: Callable[[str, str], float] = lambda _case, _side: 1.0,
    noise: float = 0.005,
    reference_loop: float = 40e-6,
    seed: int = 1,
) -> tuple[Race, Samples]:
    """Make up a race in which each case takes its seconds, times `factor`, but for `noise` of a heat."""
    rng, samples = np.random.default_rng(seed), Samples()
    for heat in range(1, heats + 1):
        for one in sides:
            samples.add(
                heat,
                one.name,
                {
                    name: _sample(
                        seconds * factor(name, one.name) * np.exp(rng.normal(0, noise, 8) * 0.1 + rng.normal(0, noise)),
                        reference_loop,
                    )
                    for name, seconds in cases.items()
                },
            )
    made = Race(
        paceline="0.1.0",
        kind="gate" if pairs else "bench",
        created="2026-01-02T03:04:05+00:00",
        sides=tuple(sides),
        pairs=tuple(pairs),
        pytest_args=("benchmarks",),
        machine=dict(MACHINE),
        cases=tuple(Case(name, "all", concurrent="sequential" not in name) for name in cases),
        heats=tuple(_heat(number, sides) for number in range(1, heats + 1)),
    )
    return made, samples


def keep(made: Race, samples: Samples, path: Path) -> Path:
    """Write a race's folder; return it."""
    folder = RaceFolder.create(path)
    folder.save(made)
    for heat in made.heats:
        for one in made.sides:
            here = {c.id: samples.of(c.id, one.name)[heat.number] for c in made.cases}
            folder.save_heat(heat.number, one.name, here, {}, {})
    return path


def _sample(wall: Floats, reference_loop: float) -> Sample:
    return Sample(wall=wall, cpu=wall, iterations=1, switches=0, reference_loop=np.full(len(wall), reference_loop))


def _heat(number: int, sides: Sequence[Side]) -> Heat:
    return Heat(
        number=number,
        hash_seed=1,
        padding=0,
        slot=0,
        roles=tuple(one.name for one in sides),
        core=0,
        started="2026-01-02T03:04:05+00:00",
        seconds=1.0,
        system_load=SystemLoad(load=0.5),
        spent=Spent(timed=0.6, start=0.4),
        complete=True,
    )
