"""Rivals of one workload and size: their times at the machine's own pace, and how much their heats differ."""

from __future__ import annotations

import math

import numpy as np
import pytest

from paceline.judge.bench.arenas import Noises, arenas_of
from paceline.judge.bench.figures import figures
from paceline.judge.rivals import Key
from paceline.results.store import Sample, Samples

from ..made import case, race, side

SEQUENTIAL, THREADS, OWN = case("sequential"), case("threads"), case("own")


def test_times_are_those_of_the_machine_at_its_best():
    """Sequential's own rounds met a slow stretch, one reference round did not; what is not paired stays as it is."""
    made, _ = race(dict.fromkeys((SEQUENTIAL, THREADS, OWN), 1.0), [side("3.14")], heats=2)
    samples = Samples()
    for heat, name, wall, reference in (
        (1, SEQUENTIAL, [2.0, 2.1], []),
        (1, THREADS, [0.5, 1.0, 1.1, 1.0], [1.0, 2.0, 2.2, 2.0]),
        (1, OWN, [0.7, 0.8], []),
        (2, THREADS, [0.6, 0.7], []),
    ):
        seconds = np.array(wall)
        samples.add(heat, "3.14", {name: Sample(seconds, seconds, 1, 0, reference=np.array(reference))})
    (arena,) = arenas_of(made, samples)
    found = {name: {heat: math.exp(log) for heat, log in logs.items()} for name, logs in arena.floors.items()}
    assert found[SEQUENTIAL] == pytest.approx({1: 1.5})
    assert found[THREADS] == pytest.approx({1: 0.75, 2: 0.6})
    assert found[OWN] == pytest.approx({1: 0.7})


def test_a_quiet_strategy_does_not_borrow_the_noise_of_another():
    """Of each strategy's intervals from three heats 95 % hold the truth, though one is ten times as noisy."""
    noise = {"sequential": 0.01, "threads": 0.01, "processes-spawn": 0.1}
    grid = {case(strategy, size): 1.0 for strategy in noise for size in range(1, 31)}
    held: dict[str, list[bool]] = {strategy: [] for strategy in noise}
    for seed in range(6):
        made, samples = race({}, [side("3.14")], heats=3)
        for strategy, deviation in noise.items():
            mine = {name: 1.0 for name in grid if f"strategy={strategy}-" in name}
            _, some = race(mine, [side("3.14")], heats=3, noise=deviation, seed=100 * seed + len(strategy))
            for name in mine:
                for heat, sample in some.of(name, "3.14").items():
                    samples.add(heat, "3.14", {name: sample})
        made.cases = race(grid, [side("3.14")], heats=1)[0].cases
        for figure in figures(made, samples).values():
            held[str(Key.of(figure.case).strategy)].append(figure.floor.low <= 1.0 <= figure.floor.high)  # type: ignore[union-attr]
        spreads = Noises.of(arenas_of(made, samples)).floors
        assert math.sqrt(spreads["processes-spawn"].variance) > 5 * math.sqrt(spreads["threads"].variance)
    for strategy, hits in held.items():
        assert np.mean(hits) > 0.88, strategy
