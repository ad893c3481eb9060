from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from paceline.side.warming import per_round, warm

if TYPE_CHECKING:
    from collections.abc import Callable


def paid(*first: float, then: float) -> Callable[[int], float]:
    """Return a function of so many calls: the first ones take these seconds, all others `then`."""
    calls = count()

    def run(size: int) -> float:
        return sum(first[call] if call < len(first) else then for call in (next(calls) for _ in range(size)))

    return run


@pytest.mark.parametrize("then", [5e-6, 3e-4, 2e-3, 0.03, 0.1])
@pytest.mark.parametrize("first", [1e-5, 1e-3, 0.1, 3.0])
def test_what_is_paid_once_is_not_what_a_call_takes(first: float, then: float):
    """A first call that takes longer by far is needed to be warm, and says nothing of the others."""
    found = warm(paid(first + then, then=then))
    assert found.seconds == pytest.approx(then)
    assert found.needed == (1 if first > 0.2 * then else 0)


def test_a_steady_slow_function_is_called_twice():
    """The second call is no faster: the first one was warm."""
    assert warm(paid(then=0.1)).calls == 2


@pytest.mark.parametrize("filled", [3, 40, 300])
def test_a_cache_that_fills_slowly_is_waited_for(filled: int):
    """As long as calls get faster, more of them are made."""
    falling = [1e-3 * 0.97**call for call in range(filled)]
    found = warm(paid(*falling, then=falling[-1] * 0.8))
    assert found.seconds == pytest.approx(falling[-1] * 0.8)
    assert found.needed >= 0.8 * filled - 3


def test_a_cache_whose_filling_looks_steady_is_waited_for():
    """A thousand dear calls in a row of a quick function are no reason to believe that all are dear."""
    found = warm(paid(*[5e-5] * 1000, then=5e-6))
    assert found.seconds == pytest.approx(5e-6)
    assert 1000 <= found.needed <= 1010
    assert warm(paid(*[5e-5] * 1000, then=5e-6), filling=False).calls < 100


def test_a_state_that_changes_for_ever_is_not_waited_for():
    """A function that gets faster with each call, without end, is warm enough after a quarter of a second."""
    calls = count(1)
    found = warm(lambda size: sum(0.01 / next(calls) ** 0.2 for _ in range(size)))
    assert found.calls * found.seconds < 0.3


def test_a_compiler_is_given_its_time():
    """With a just-in-time compiler all calls made are needed, and they last at least so long."""
    found = warm(paid(then=1e-4), compiling=0.05)
    assert found.needed == found.calls >= 500


def test_a_clock_that_stands_still_ends_too():
    """Calls of no time at all are enough after some blocks."""
    assert warm(lambda _size: 1e-9).calls < 10**8


@pytest.mark.parametrize(
    ("seconds", "calls"), [(0.0, 40), (5e-4, 40), (1e-3, 40), (3.9e-3, 40), (4e-3, 10), (0.1, 1), (600.0, 1)]
)
def test_a_round_has_fewer_calls_where_they_do_more_work(seconds: float, calls: int):
    """Of 40 calls in 1 ms: as many as planned, up to four times as long; a quarter, a sixteenth, ... where longer."""
    assert per_round(40, 1e-3, seconds) == calls
