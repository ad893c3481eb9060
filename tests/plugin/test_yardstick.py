from __future__ import annotations

import json
import socket
from types import SimpleNamespace

import pytest

from paceline.plugin import yardstick
from paceline.plugin.channel import Channel
from paceline.plugin.turns import Turns


def test_a_yardstick_is_a_thousand_steps_whatever_was_run(monkeypatch: pytest.MonkeyPatch):
    """Of 4,000 steps in 2 ms a thousand take half a millisecond, and 2 ms were spent."""
    ticks = iter((10.0, 10.002))
    monkeypatch.setattr(yardstick, "_steps", lambda: 4000)
    monkeypatch.setattr(yardstick, "time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    assert yardstick.yardstick() == pytest.approx((0.0005, 0.002))


def test_the_loop_lasts_long_enough_for_any_clock(monkeypatch: pytest.MonkeyPatch):
    """A compiler that needs 4 µs for a thousand steps is given ten thousand, a slow machine no less than 500."""
    for took, steps in ((4e-6, 10_000), (1e-3, 500)):
        ticks = iter(tick for n in range(9) for tick in (float(n), n + took))
        monkeypatch.setattr(yardstick, "time", SimpleNamespace(perf_counter=lambda ticks=ticks: next(ticks)))
        yardstick._steps.cache_clear()
        assert yardstick._steps() == pytest.approx(steps, rel=1e-6)
    yardstick._steps.cache_clear()


@pytest.mark.parametrize("asked", [False, True])
def test_it_is_told_only_where_it_is_asked_for(asked: bool):  # noqa: FBT001
    """The next message carries it, once."""
    ours, theirs = socket.socketpair()
    turns = Turns(Channel(ours), compiling=0.0)
    turns.yardstick = asked
    turns.measure()
    turns.end(outcome="passed")
    turns.end(outcome="passed")
    first, second = (json.loads(line) for line in theirs.recv(4096).splitlines())
    assert ("yardstick" in first) is asked
    assert "yardstick" not in second
    ours.close()
    theirs.close()
