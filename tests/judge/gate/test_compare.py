from __future__ import annotations

import numpy as np
import pytest

from paceline.judge.gate.compare import UNSTEADY, compare
from paceline.judge.stats.heat import log_ratio
from paceline.results.records import Case
from paceline.results.store import Sample

from ..made import gated, race

BASELINE = np.array([1.0, 1.3, 1.1, 1.2])
CANDIDATE = np.array([1.6, 1.2, 1.0, 1.5])


def _sample(rounds: np.ndarray, seconds: float) -> Sample:
    """Make rounds of three calls each that take about so many seconds."""
    return Sample(wall=seconds * rounds / 3, cpu=seconds * rounds / 3, iterations=3, switches=0)


def _z(name: str, seconds: float, *, concurrent: bool = True, times: int = 1, swapped: bool = False) -> float:
    """Compare one heat of a case."""
    raced, _ = race({name: 1.0}, *gated("3.14"), factor=lambda _case, _side: 1.0, heats=1)
    sides = [_sample(np.tile(rounds, times), seconds) for rounds in (BASELINE, CANDIDATE)]
    found = compare(raced, Case(name, "all", concurrent=concurrent), {1: tuple(sides[::-1] if swapped else sides)})
    assert found is not None
    return float(found.z[0])


@pytest.mark.parametrize("strategy", ["sequential", "processes-spawn", "loky", "threads", "interpreters"])
@pytest.mark.parametrize("seconds", [0.002, 0.05])
@pytest.mark.parametrize("concurrent", [True, False])
@pytest.mark.parametrize("times", [1, 4])
def test_a_heat_is_summarised_in_one_way(strategy: str, seconds: float, concurrent: bool, times: int):  # noqa: FBT001
    """Neither a strategy's name nor the length or number of rounds chooses how they are compared."""
    z = _z(f"test_it[strategy={strategy}]", seconds, concurrent=concurrent, times=times)
    assert z == pytest.approx(log_ratio(BASELINE, CANDIDATE))


@pytest.mark.parametrize("seconds", [0.002, 0.019, 0.05])
def test_a_comparison_the_other_way_round_is_the_opposite(seconds: float):
    """Exchanging the sides turns the sign of a heat's log-ratio and nothing else."""
    assert _z("test_it[n=1]", seconds, swapped=True) == pytest.approx(-_z("test_it[n=1]", seconds))


@pytest.mark.parametrize(
    ("growth", "heats", "told"), [(0.1, 6, True), (-0.3, 6, True), (0.01, 6, False), (0.1, 2, False)]
)
def test_a_case_that_never_becomes_steady_is_told(growth: float, heats: int, told: bool):  # noqa: FBT001
    """Where the rounds of nearly all heats drift in one direction, a caveat holds by how much; noise is none."""
    rng = np.random.default_rng(1)
    name = "test_it[n=1]"
    raced, _ = race({name: 1.0}, *gated("3.14"), factor=lambda _case, _side: 1.0, heats=heats)
    slope = 1 + growth * np.linspace(0, 1, 16)
    found = compare(
        raced,
        Case(name, "all", concurrent=False),
        {heat: tuple(_sample(slope * rng.normal(1, 0.005, 16), 0.005) for _ in "ab") for heat in range(1, heats + 1)},
    )
    assert found is not None
    drifts = [caveat.numbers[0] for caveat in found.caveats if caveat.kind == UNSTEADY]
    assert len(drifts) == told
    assert all(drift * growth > 0 for drift in drifts)


def _parallel(cpu: float, *, concurrent: bool = True, first: float | None = None) -> np.ndarray | None:
    """Compare three heats of a case by the work of both sides, the candidate's 5 % more; `cpu` is CPU ÷ wall."""
    raced, _ = race({"test_it[n=1]": 1.0}, *gated("3.14"), factor=lambda _case, _side: 1.0, heats=3)

    def sample(share: float, more: float) -> Sample:
        return Sample(wall=0.01 * BASELINE, cpu=more * share * 0.01 * BASELINE, iterations=1, switches=0)

    shares = [cpu if first is None else first, cpu, cpu]
    heats: dict[int, tuple[Sample, ...]] = {
        heat: (sample(share, 1.0), sample(share, 1.05)) for heat, share in enumerate(shares, 1)
    }
    found = compare(raced, Case("test_it[n=1]", "all", concurrent=concurrent), heats)
    assert found is not None
    return None if found.work is None else np.asarray(found.work)


def test_what_computes_in_parallel_is_compared_by_its_work_too():
    """In heats in which both sides compute much of the time, in one thread or more at a time."""
    for cpu in (0.4, 1.0, 1.9):
        assert _parallel(cpu) == pytest.approx(np.full(3, np.log(1.05)))


def test_what_waits_has_no_work_to_compare():
    """CPU seconds miss waiting; and a case has them from its first heat on, or not at all."""
    assert _parallel(0.2) is None
    assert _parallel(1.9, first=0.2) is None
    assert _parallel(1.0, concurrent=False) is None
