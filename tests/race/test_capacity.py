from __future__ import annotations

import sys

import pytest

from paceline.race import capacity


def test_two_cores_do_more_than_one_and_no_more_than_two():
    """As far as a busy machine lets them."""
    cores = capacity.usable_cores()[:2]
    found = capacity.capacity(cores)
    assert found is not None
    assert 0.3 < found < 1.5 * len(cores)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a platform with signals")
@pytest.mark.parametrize("number", ["SIGKILL", "SIGSTOP"])
def test_what_ends_or_stops_a_spinner_does_not_end_the_race(monkeypatch: pytest.MonkeyPatch, number: str):
    """It is not known then what the cores can do."""
    monkeypatch.setattr(capacity, "_PATIENCE", 0.5)
    monkeypatch.setattr(capacity, "_SPIN", f"import os, signal; os.kill(os.getpid(), signal.{number})")
    assert capacity.capacity([0, 1]) is None
