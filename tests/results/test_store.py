from __future__ import annotations

import numpy as np
import pytest

from paceline.results.store import Sample


@pytest.mark.parametrize(
    ("why", "wall", "cpu", "delay", "own"),
    [
        ("it computes", 1.0, 1.0, 0.0, 1.0),
        ("it was displaced", 3.0, 1.0, 2.0, 1.0),
        ("it waits", 1.0, 0.1, 0.0, 1.0),
        ("it waits and was displaced", 3.0, 0.1, 2.0, 1.0),
        ("it was displaced beside the round, not in it", 1.0, 1.0, 5.0, 1.0),
        ("several threads compute", 1.0, 1.9, 0.0, 1.0),
    ],
)
def test_a_calls_own_time_leaves_out_what_others_took(why: str, wall: float, cpu: float, delay: float, own: float):
    """It is the wall time without that on a run queue, and never less than what was computed."""
    sample = Sample(np.array([wall]), np.array([cpu]), 1, 0, delay=np.array([delay]))
    assert sample.own[0] == pytest.approx(own), why


def test_a_drift_is_that_of_later_rounds_over_the_first():
    """Rounds that get slower drift above 0, equal ones not at all; one round has no drift."""
    for wall, drift in (([1.0] * 4, 0.0), ([1.0, 2.0, 2.0, 2.0], np.log(2)), ([1.0], 0.0)):
        sample = Sample(np.array(wall), np.array(wall), 1, 0)
        assert sample.drift == pytest.approx(drift)
