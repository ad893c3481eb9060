"""Times at the machine's own pace, on a machine whose pace is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from paceline.judge.bench.arenas import arenas_of
from paceline.results.store import Sample, Samples

from ..made import case, race, side

SEQUENTIAL, THREADS, OWN = case("sequential"), case("threads"), case("own")


def test_times_are_those_of_the_machine_at_its_best():
    """Sequential's own rounds met a slow stretch, one reference round did not; what is not paired stays as it is."""
    made, _ = race(dict.fromkeys((SEQUENTIAL, THREADS, OWN), 1.0), [side("3.14")], heats=1)
    samples = Samples()
    for name, wall, reference in (
        (SEQUENTIAL, [2.0, 2.1], []),
        (THREADS, [0.5, 1.0, 1.1, 1.0], [1.0, 2.0, 2.2, 2.0]),
        (OWN, [0.7, 0.8], []),
    ):
        seconds = np.array(wall)
        samples.add(1, "3.14", {name: Sample(seconds, seconds, 1, 0, reference=np.array(reference))})
    (arena,) = arenas_of(made, samples)
    found = {name: math.exp(logs[1]) for name, logs in arena.floors.items()}
    assert found == pytest.approx({SEQUENTIAL: 1.5, THREADS: 0.75, OWN: 0.7})
