from __future__ import annotations

import numpy as np
import pytest

from paceline.judge.gate.compare import UNSTEADY, compare
from paceline.judge.stats.floor import log_ratio, paired_log_ratio
from paceline.results.records import Case
from paceline.results.store import Sample

from ..made import gated, race

BASELINE = np.array([1.0, 1.3, 1.1, 1.2])
CANDIDATE = np.array([1.6, 1.2, 1.0, 1.5])
"""Their floors are the same, the median of their pairs is not."""


def _sample(rounds: np.ndarray, seconds: float) -> Sample:
    """Make rounds of three calls each that take about so many seconds."""
    return Sample(wall=seconds * rounds / 3, cpu=seconds * rounds / 3, iterations=3, switches=0)


def _z(strategy: str, seconds: float, *, swapped: bool = False) -> float:
    """Compare one heat of a case of this strategy."""
    name = f"test_it[strategy={strategy}]"
    raced, _ = race({name: 1.0}, *gated("3.14"), factor=lambda _case, _side: 1.0, heats=1)
    sides = [_sample(BASELINE, seconds), _sample(CANDIDATE, seconds)]
    found = compare(raced, Case(name, "all", concurrent=True), {1: tuple(sides[::-1] if swapped else sides)})
    assert found is not None
    return float(found.z[0])


@pytest.mark.parametrize(
    ("strategy", "seconds", "paired"),
    [
        ("processes-spawn", 0.002, True),
        ("processes-spawn", 0.05, False),
        ("loky", 0.002, True),
        ("threads", 0.002, False),
        ("interpreters", 0.002, False),
    ],
)
def test_short_rounds_of_process_pools_are_compared_in_pairs(strategy: str, seconds: float, paired: bool):  # noqa: FBT001
    """Their fastest rounds are luck; long rounds, and other strategies, are compared by their floors."""
    expected = (paired_log_ratio if paired else log_ratio)(BASELINE, CANDIDATE)
    assert _z(strategy, seconds) == pytest.approx(expected)
    assert log_ratio(BASELINE, CANDIDATE) != pytest.approx(paired_log_ratio(BASELINE, CANDIDATE))


@pytest.mark.parametrize(("times", "paired"), [(1, True), (3, True), (4, False)])
def test_few_rounds_of_one_thread_are_compared_in_pairs(times: int, paired: bool):  # noqa: FBT001
    """Up to twelve: of so few the fastest may all be one side's."""
    name = "test_it[n=1]"
    raced, _ = race({name: 1.0}, *gated("3.14"), factor=lambda _case, _side: 1.0, heats=1)
    sides = tuple(_sample(np.tile(rounds, times), 0.005) for rounds in (BASELINE, CANDIDATE))
    found = compare(raced, Case(name, "all", concurrent=False), {1: sides})
    assert found is not None
    assert found.z[0] == pytest.approx((paired_log_ratio if paired else log_ratio)(BASELINE, CANDIDATE))


@pytest.mark.parametrize("seconds", [0.002, 0.019, 0.05])
def test_a_comparison_the_other_way_round_is_the_opposite(seconds: float):
    """Also where one side's rounds are just short and the other's just not."""
    assert _z("processes-spawn", seconds, swapped=True) == pytest.approx(-_z("processes-spawn", seconds))


@pytest.mark.parametrize(
    ("growth", "heats", "told"), [(0.1, 6, True), (-0.3, 6, True), (0.01, 6, False), (0.1, 2, False)]
)
def test_a_case_that_never_becomes_steady_is_told(growth: float, heats: int, told: bool):  # noqa: FBT001
    """Where the rounds of nearly all heats drift in one direction, a caveat holds by how much; noise is none."""
    lot = np.random.default_rng(1)
    name = "test_it[n=1]"
    raced, _ = race({name: 1.0}, *gated("3.14"), factor=lambda _case, _side: 1.0, heats=heats)
    slope = 1 + growth * np.linspace(0, 1, 16)
    found = compare(
        raced,
        Case(name, "all", concurrent=False),
        {heat: tuple(_sample(slope * lot.normal(1, 0.005, 16), 0.005) for _ in "ab") for heat in range(1, heats + 1)},
    )
    assert found is not None
    drifts = [caveat.numbers[0] for caveat in found.caveats if caveat.kind == UNSTEADY]
    assert len(drifts) == told
    assert all(drift * growth > 0 for drift in drifts)
