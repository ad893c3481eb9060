"""A reference round: the function that is timed, with the tasks of its executor carried out in the calling thread.

A timed round under a strategy and the reference round beside it see the same process at the same moment. Their quotient
is the speed-up, which a machine that changes its pace does not change.
"""

from __future__ import annotations

import contextlib
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

import pytest

from ..strategies.sequential import SequentialExecutor
from .placement import kept_on
from .warming import SLOW, warm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .stopwatch import Lap

    Run = Callable[[range], tuple[float, Lap, Any]]
    """Calls the function so often; returns the seconds by the test's own timer, by our clocks, and the result."""

_SEQUENTIAL = "sequential"

_SHARE = 2.0
"""Times that reference rounds last as long as timed ones at most: of a faster pool not every round has one."""

_LONGEST = 5.0
"""A round of more seconds has none beside it: it averages the machine's changes of speed by itself."""

_RAISED = (Exception, pytest.fail.Exception, pytest.skip.Exception)


class Reference:
    """Switches an executor to sequential, and back, for a round beside each timed one.

    The instance's own methods are shadowed meanwhile, so that timed rounds have the executor that they always had.
    """

    def __init__(self, executor: Executor, lot: int = 0) -> None:
        self._executor, self._alone, self._lot = executor, SequentialExecutor(), lot
        self._calls = range(0)
        """Of a reference round; none as long as there can be none."""
        self._every = 1
        self._round = 0
        self._seen = self._called = False

    def prepare(self, run: Run, beside: float, *, known: float, compiling: float) -> None:
        """Warm the function up, and find how many calls last as long as the timed round of `beside` seconds.

        There are no reference rounds where the function fails without its pool, never asks the executor, or takes long.
        `known` are the seconds of a call in earlier heats: then one round warms up a quick function, none a slow one.
        """
        if beside > _LONGEST:
            return
        if known and not compiling:
            self._last(known, beside)
            if known < SLOW:
                self._timed(run)
            return
        with contextlib.suppress(*_RAISED), self._sequential(noting=True):
            seconds = run(range(1))[1].own
            self._called = True
            if compiling or seconds < SLOW:
                seconds = warm(lambda count: run(range(count))[1].own, compiling=compiling, filling=False).seconds
            if self._seen:
                self._last(seconds, beside)

    def _last(self, seconds: float, beside: float) -> None:
        """Have rounds last as long as those beside them, with calls of so many seconds; or fewer, longer ones."""
        self._calls = range(max(1, round(beside / seconds)))
        self._every = max(1, round(seconds / (_SHARE * beside)))

    def around(self, run: Run) -> Iterator[tuple[float, float] | None]:
        """Yield twice, before and after a timed round: seconds per call and of the round where one was run, else None.

        Every other round comes first, so that neither of a pair always finds the caches that the other has filled.
        """
        number, self._round = self._round, self._round + 1
        turn = number // self._every
        due, early = number % self._every == 0, turn % 2 == 1
        yield self._placed(run, turn) if due and early else None
        yield self._placed(run, turn) if due and not early else None

    def _placed(self, run: Run, turn: int) -> tuple[float, float] | None:
        """Time a round on one core, and the next one on another: a strategy's workers have them all.

        Not the first call in this process: what it starts would stay on that core.
        """
        if not self._called:
            return self._timed(run)
        with kept_on(self._lot + turn):
            return self._timed(run)

    def _timed(self, run: Run) -> tuple[float, float] | None:
        if self._calls:
            with contextlib.suppress(*_RAISED), self._sequential():
                seconds = run(self._calls)[0]
                self._called = True
                return seconds / len(self._calls), seconds
            self._calls = range(0)  # it failed: what the test itself does about that is the timed rounds' matter
        return None

    @contextlib.contextmanager
    def _sequential(self, *, noting: bool = False) -> Iterator[None]:
        """Carry out tasks in the calling thread meanwhile; `noting` whether there are any."""
        own, alone = vars(self._executor), self._alone
        methods: dict[str, Callable[..., Any]] = {"submit": alone.submit, "map": alone.map}
        own.update({name: self._noted(method) for name, method in methods.items()} if noting else methods)
        try:
            yield
        finally:
            for name in methods:
                own.pop(name, None)

    def _noted(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*args: Any, **kwargs: Any) -> Any:
            self._seen = True
            return method(*args, **kwargs)

        return noted


def executor_of(item: pytest.Item) -> Executor | None:
    """Return the executor that a test was given; None where it has none that can be switched."""
    executor = getattr(item, "funcargs", {}).get("executor")
    return executor if isinstance(executor, Executor) and hasattr(executor, "__dict__") else None


def pairable(items: Iterable[pytest.Item], marked: Callable[[pytest.Item], dict[str, Any]]) -> set[pytest.Item]:
    """Return the tests under our `executor` that have a sequential rival: a test alike but for its strategy.

    That rival shows that the test can be carried out sequentially at all.
    """
    items = list(items)
    alone = {_arena(item) for item in items if _params(item).get("strategy") == _SEQUENTIAL}
    return {
        item
        for item in items
        if marked(item).get("paired") and _params(item)["strategy"] != _SEQUENTIAL and _arena(item) in alone
    }


def _params(item: pytest.Item) -> dict[str, Any]:
    return getattr(getattr(item, "callspec", None), "params", {})


def _arena(item: pytest.Item) -> tuple[str, str]:
    rest = {name: value for name, value in _params(item).items() if name not in {"strategy", "workers"}}
    return item.nodeid.split("[", maxsplit=1)[0], repr(sorted(rest.items()))
