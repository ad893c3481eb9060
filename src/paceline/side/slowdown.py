"""Make a case slower by a known share of real work: how a gate's sensitivity is measured.

The work is a loop of the interpreter, worth a share of a round's own time. It is run where the case's work is done: in
the tasks of its executor, after each of them, or else in the calling thread. Only `paceline calibrate` asks for it.
"""

from __future__ import annotations

import contextlib
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from .stopwatch import now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

_PROBE = 20_000
_TRIES = 9


class Slowdown:
    """Makes a function slower by a share of its work: 0 but in a calibration."""

    def __init__(self, share: float, executor: Executor | None) -> None:
        self._share, self._executor = share, executor
        self._tasks = 0
        """Of the last round."""
        self._loops = 0
        """After each task; 0 as long as nobody knows what a task takes."""

    @contextlib.contextmanager
    def around(self) -> Iterator[None]:
        """Slow down the tasks that are given to the executor meanwhile; not where another has taken its place."""
        self._tasks = 0
        own = {} if self._executor is None else vars(self._executor)
        if not self._share or self._executor is None or "submit" in own:
            yield
            return
        own["submit"] = partial(self._submit, self._executor.submit)
        try:
            yield
        finally:
            del own["submit"]

    def rest(self, seconds: float) -> None:
        """Compute for a share of so many seconds, where no task was made slower."""
        if self._share and not (self._tasks and self._loops):
            burn(round(self._share * seconds / _loop_seconds()))

    def learn(self, cpu: float) -> None:
        """Take over what the last round's tasks took: seconds of CPU time, slowed down as they were."""
        if self._tasks:
            loops = round(self._share / (1.0 + self._share) * cpu / self._tasks / _loop_seconds())
            self._loops = min(loops, self._loops or loops)

    def _submit(self, submit: Callable[..., Any], task: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        self._tasks += 1
        return submit(slowed, self._loops, task, *args, **kwargs)


def slowed(loops: int, task: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Carry out a task, in a worker, and some work more."""
    result = task(*args, **kwargs)
    burn(loops)
    return result


def burn(loops: int) -> None:
    """Compute: a number of loops, not a wait until a time."""
    for _ in range(loops):
        pass


@lru_cache(maxsize=1)
def _loop_seconds() -> float:
    """Return what one loop takes in this process, when nothing disturbs it."""
    best = float("inf")
    for _ in range(_TRIES):
        start = now()
        burn(_PROBE)
        best = min(best, now() - start)
    return best / _PROBE
