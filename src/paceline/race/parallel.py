"""Several heats at once, a core each: cases that compute in one thread do not disturb each other there.

Concurrent cases need all cores, and so come last: one heat after the other, with nothing else running.
"""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..results.records import Case
    from .heat import HeatRun, Start

    OnDone = Callable[[Case], None]


def run(
    heats: Sequence[HeatRun], orders: Sequence[Sequence[Start]], stop: Callable[[], bool], on_done: OnDone
) -> list[bool]:
    """Run each heat's cases in its order; return for each whether all had their turn before `stop` said so.

    With several heats each order has its single-threaded cases first.
    """
    if len(heats) == 1:
        return [heats[0].run(orders[0], lambda _case: not stop(), on_done)]
    turn = _Turn(len(heats), stop, on_done)
    with ThreadPoolExecutor(len(heats)) as pool:
        try:
            return list(pool.map(turn.run, heats, orders))
        except BaseException:
            for heat in heats:
                heat.halt()
            turn.abort()
            raise


class _Turn:
    """What the heats of one turn share."""

    def __init__(self, count: int, stop: Callable[[], bool], on_done: OnDone) -> None:
        self._stop, self._on_done = stop, on_done
        self._all_alone_done = threading.Barrier(count)
        self._exclusive = threading.Lock()

    def run(self, heat: HeatRun, order: Sequence[Start]) -> bool:
        """Run one heat."""
        with contextlib.ExitStack() as stack:
            waited = False

            def may_run(case: Case) -> bool:
                nonlocal waited
                if self._stop():
                    return False
                if case.concurrent is not False and not waited:
                    waited = True
                    self._wait()
                    stack.enter_context(self._exclusive)
                return True

            done = heat.run(order, may_run, self._on_done)
            if not waited:
                self._wait()
            return done

    def _wait(self) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            self._all_alone_done.wait()

    def abort(self) -> None:
        """Let nobody wait any longer."""
        self._all_alone_done.abort()
