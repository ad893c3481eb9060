from __future__ import annotations

import json
import socket

import pytest

from paceline.side import reference_loop
from paceline.side.channel import Channel
from paceline.side.turns import Turns


def test_a_yardstick_is_a_thousand_steps_whatever_was_run(monkeypatch: pytest.MonkeyPatch):
    """Of 4,000 steps in 2 ms a thousand take half a millisecond, and 5 ms were spent, for the first run was cold."""
    ticks = iter((10.0, 10.003, 10.005))
    monkeypatch.setattr(reference_loop, "_steps", lambda: 4000)
    monkeypatch.setattr(reference_loop, "now", lambda: next(ticks))
    assert reference_loop.reference_loop() == pytest.approx((0.0005, 0.005))


def test_it_lasts_for_a_share_of_a_long_round(monkeypatch: pytest.MonkeyPatch):
    """Beside 100 ms it is 3 ms of a loop whose 1,000 steps take 40 µs, and told for a thousand all the same."""
    ran: list[int] = []
    ticks = iter((10.0, 10.00004, 10.00304))
    monkeypatch.setattr(reference_loop, "_steps", lambda: 1000)
    monkeypatch.setattr(reference_loop, "_kernel", ran.append)
    monkeypatch.setattr(reference_loop, "now", lambda: next(ticks))
    assert reference_loop.reference_loop(0.1) == pytest.approx((40e-6, 3.04e-3))
    assert ran == [1000, 75_000]


def test_the_loop_lasts_long_enough_for_any_clock(monkeypatch: pytest.MonkeyPatch):
    """A compiler that needs 4 µs for a thousand steps is given ten thousand, a slow machine no less than 500."""
    for took, steps in ((4e-6, 10_000), (1e-3, 500)):
        ticks = iter(tick for n in range(9) for tick in (float(n), n + took))
        monkeypatch.setattr(reference_loop, "now", lambda ticks=ticks: next(ticks))
        reference_loop._steps.cache_clear()
        assert reference_loop._steps() == pytest.approx(steps, rel=1e-6)
    reference_loop._steps.cache_clear()


@pytest.mark.parametrize("asked", [False, True])
def test_it_is_told_only_where_it_is_asked_for(asked: bool):  # noqa: FBT001
    """The next message carries it, once."""
    ours, theirs = socket.socketpair()
    turns = Turns(Channel(ours), compiling=0.0)
    turns.reference_loop = asked
    turns.measure()
    turns.end(outcome="passed")
    turns.end(outcome="passed")
    first, second = (json.loads(line) for line in theirs.recv(4096).splitlines())
    assert ("reference_loop" in first) is asked
    assert "reference_loop" not in second
    ours.close()
    theirs.close()
