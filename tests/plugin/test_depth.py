from __future__ import annotations

import inspect
from itertools import islice, pairwise

import pytest

from paceline.plugin.depth import call_at, depths


def test_a_call_at_any_depth_is_the_call():
    """The function is called once, and its result is returned."""
    calls: list[int] = []

    def call() -> int:
        calls.append(1)
        return len(calls)

    assert [call_at(depth, call) for depth in (0, 1, 23)] == [1, 2, 3]


@pytest.mark.parametrize("error", [ValueError("no"), StopIteration("end"), KeyboardInterrupt()])
def test_what_the_function_raises_comes_through(error: BaseException):
    """An error is the same one at the bottom of so many calls, even the one that ends an iteration."""

    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        call_at(9, fail)
    assert raised.value is error


def test_each_depth_is_one_call_deeper():
    """The stack grows by the same for each step: nothing is called that may be left out."""
    found = [call_at(depth, lambda: len(inspect.stack(0))) for depth in range(5)]
    steps = {later - earlier for earlier, later in pairwise(found)}
    assert len(steps) == 1
    assert steps.pop() >= 1


def test_a_case_sees_as_many_places_as_it_has_rounds():
    """24 rounds, the most that a case has, are all at different depths, and neighbours lie far apart."""
    first = list(islice(depths(), 24))
    assert sorted(first) == list(range(24))
    assert all(abs(one - other) >= 7 for one, other in pairwise(first))
    assert list(islice(depths(), 24, 28)) == first[:4]
