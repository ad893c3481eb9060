from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from paceline.side.fixture import missing_in_pytest_benchmark


def test_pytest_benchmark_has_what_a_race_overrides():
    """This release of pytest-benchmark still has every private name that the lockstep fixture relies on."""
    assert missing_in_pytest_benchmark() == []


@pytest.mark.parametrize("name", ["_calibrate_timer", "_make_runner", "_raw"])
def test_a_release_without_them_is_told_by_name(name: str, monkeypatch: pytest.MonkeyPatch):
    """What a release has dropped is named, so that a race can say so before it begins."""
    monkeypatch.delattr(BenchmarkFixture, name)
    assert missing_in_pytest_benchmark() == [name]


def test_a_release_that_calls_a_setting_otherwise_is_told(monkeypatch: pytest.MonkeyPatch):
    """Settings are found by the names that its constructor gives them."""
    monkeypatch.setattr(BenchmarkFixture, "__init__", lambda _self: None)
    assert "_min_rounds" in missing_in_pytest_benchmark()
