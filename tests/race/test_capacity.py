from __future__ import annotations

from typing import TYPE_CHECKING

from paceline.race import capacity

if TYPE_CHECKING:
    import pytest


def test_two_cores_do_more_than_one_and_no_more_than_two():
    """As far as a busy machine lets them."""
    cores = capacity.usable_cores()[:2]
    found = capacity.capacity(cores)
    assert found is not None
    assert 0.3 < found < 1.5 * len(cores)


def test_what_ends_a_spinner_does_not_end_the_race(monkeypatch: pytest.MonkeyPatch):
    """It is not known then what the cores can do."""
    monkeypatch.setattr(capacity, "_SPIN", "import os; os.kill(os.getpid(), 9)")
    assert capacity.capacity([0, 1]) is None
