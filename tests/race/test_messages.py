from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from paceline.race.messages import check_reply
from paceline.results.folder import RaceFolder
from paceline.side.channel import Lost

if TYPE_CHECKING:
    from collections.abc import Callable

    from paceline.results.records import Race

    from .conftest import Track

SUITE = """
    import itertools

    CLOCKS = {
        "still": lambda: 7.0,
        "backwards": iter(range(999, 0, -1)).__next__,
        "none": lambda: float("nan"),
        "endless": map(lambda power: 10.0 ** power, itertools.count(250)).__next__,
    }

    def test_before(benchmark): benchmark(abs, 1)

    @pytest.mark.parametrize("clock", CLOCKS)
    def test_clock(benchmark, clock):
        if os.environ["PACELINE_SIDE"] == "b": benchmark._timer = CLOCKS[clock]
        benchmark.pedantic(abs, (2,), rounds=3)

    def test_line(benchmark):
        if os.environ["PACELINE_SIDE"] == "b": benchmark.turns._channel._socket.sendall(b"{no\\n")
        benchmark(abs, 1)

    def test_last(benchmark): benchmark(abs, 3)
"""


def test_what_is_no_measurement_costs_its_case_only(
    track: Track, problems: Callable[[Race], dict[tuple[str, str], str]]
):
    """A timer that stands still or gives no number, and a line that is no message: all else stands, on disk too."""
    for side in ("a", "b"):
        track.suite(side, SUITE)
    race, samples = track.race("a", "b", timeout=10)
    again, read = RaceFolder(track.root / "out").load()
    clocks = {("b", f"test_clock[{clock}]"): "failed" for clock in ("still", "backwards", "none", "endless")}
    assert problems(race) == problems(again) == {**clocks, ("b", "test_line"): "crashed"}
    for store in (samples, read):
        both = {case.id.split("::")[1] for case in race.cases if list(store.together(case.id, "a", "b"))}
        assert both == {"test_before", "test_last"}


ROUND = {"wall": 1.0, "cpu": 1.0, "delay": 0.0, "switches": 0, "iterations": 1}
FOUND = {"seconds": 0.1, "calls": 3, "needed": 1}
ASK = {"ask": "round", "workers": 0}
PLAN = {"ask": "plan", "found": FOUND, "shortest": 0.0, "paired": False}
END = {"end": True, "outcome": "passed", "reason": "", "record": None, "concurrent": None, "gil": None, "warned": ""}
STATE = {"main": {"before": False, "after": True, "by": "old"}, "workers": None, "kind": ""}


@pytest.mark.parametrize("message", [{**ASK, "round": ROUND}, PLAN, END, {**END, "round": ROUND, "gil": STATE}])
def test_what_a_side_says_is_taken(message):
    """An ask for a round, an ask for a plan, an end, each with what was measured before."""
    check_reply(message, explored=True)


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"ask": "more"},
        {**ASK, "round": {**ROUND, "cpu": float("nan")}},
        {**ASK, "round": {**ROUND, "iterations": 0}},
        {**ASK, "round": []},
        {**ASK, "reference_loop": [1.0]},
        {**ASK, "warmed": -1.0},
        {**PLAN, "found": {**FOUND, "seconds": 0.0}},
        {"ask": "plan"},
        {"ask": "round"},
        {"end": True},
        {**END, "outcome": "splendid"},
        {**END, "record": []},
        {**END, "record": json.loads('{"a":' * 500 + "{}" + "}" * 500)},
        {**END, "ask": "plan"},
        {**ASK, "round": None},
        {**ASK, "reference_loop": None},
        {**ASK, "reference": None},
        {**END, "gil": {"main": "on"}},
    ],
)
def test_what_is_no_message_is_lost(message):
    """Another form, a missing part, a number that is none, in a first heat and later."""
    for explored in (True, False):
        with pytest.raises(Lost) as lost:
            check_reply(message, explored=explored)
        assert lost.value.garbled


def test_who_was_to_call_a_function_must_have_done_so():
    message = {**PLAN, "found": {**FOUND, "calls": 0}}
    check_reply(message, explored=False)
    with pytest.raises(Lost):
        check_reply(message, explored=True)
