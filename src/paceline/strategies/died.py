"""Errors of many libraries that say one thing: a worker died, or what hands out its tasks did."""

from __future__ import annotations

from ..errors import Unjudged

_WORKER = frozenset({"BrokenExecutor", "KilledWorker", "NoValidWorkerError"})
_SCHEDULER = frozenset({"CancelledError", "CommClosedError"})
"""What dask's tasks end with when their scheduler is gone: nobody here cancels a task that is waited for."""

_CURE = "compiled code may have crashed, or memory may have run out: run the task under `sequential`"


def died(error: BaseException, strategy: str, before: str) -> Unjudged | None:
    """Return one sentence on what died before `before`, such as "task 2 of 3 was done"; None for any other error."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if kinds & _WORKER:
        return Unjudged(f"a worker died before {before}", place=f"strategy {strategy}", cure=_CURE)
    if strategy == "dask" and kinds & _SCHEDULER:
        cure = "see the logs of dask's processes, or unset DASK_SCHEDULER_ADDRESS"
        return Unjudged(f"a worker or the scheduler was lost before {before}", place=f"strategy {strategy}", cure=cure)
    return None
