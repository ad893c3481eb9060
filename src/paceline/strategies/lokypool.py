"""loky's pool with the `shutdown` of `concurrent.futures`. Imported where loky is installed."""

from __future__ import annotations

import multiprocessing

from loky import ProcessPoolExecutor
from loky.backend import get_context

from .multiprocess import quiet_end


class LokyPool(ProcessPoolExecutor):  # type: ignore[misc] # loky has no types
    """A pool whose `cancel_futures` ends its workers, which is how loky cancels; no task is waited for."""

    def __init__(self, workers: int) -> None:
        super().__init__(max_workers=workers, context=get_context("loky"), initializer=quiet_end)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 (the base's signature)
        """Accept no more tasks; after waiting, nothing of the workers is left."""
        super().shutdown(wait, kill_workers=cancel_futures)
        if wait:
            multiprocessing.active_children()  # joins those that were killed: their semaphores stay until then
