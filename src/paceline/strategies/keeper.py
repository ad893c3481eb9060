"""One live pool at a time: reused while the cases want the same one, closed before another is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import get
from .warm import Worker, prime

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from types import TracebackType

    from typing_extensions import Self


@dataclass(frozen=True, slots=True)
class Pool:
    """A warm executor, its strategy by its real name, and who its workers are."""

    strategy: str
    workers: tuple[Worker, ...]
    executor: Executor


class Keeper:
    """Holds the live pool, if there is one; a context manager that closes it."""

    def __init__(self) -> None:
        self._pool: Pool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def live(self) -> tuple[str, int] | None:
        """The strategy and the number of workers of the live pool."""
        return (self._pool.strategy, len(self._pool.workers)) if self._pool else None

    def pool(self, strategy: str, workers: int) -> Pool:
        """Return a warm pool: the live one if it is the same and all its workers still come, else a new one.

        `PacelineError` where the strategy can't run here, or where its workers don't come.
        """
        wanted = get(strategy)
        if self._pool and self.live == (wanted.name, workers):
            try:
                self._pool = Pool(wanted.name, prime(self._pool.executor, workers), self._pool.executor)
            except Exception:  # noqa: BLE001 (a case before this one broke it, in whatever way)
                self.discard()
            else:
                return self._pool
        self.close()
        executor = wanted.open(workers)
        try:
            self._pool = Pool(wanted.name, prime(executor, workers, processes=wanted.processes), executor)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise
        return self._pool

    def close(self) -> None:
        """Close the live pool and wait until its workers are gone."""
        pool, self._pool = self._pool, None
        if pool:
            pool.executor.shutdown()

    def discard(self) -> None:
        """Let go of a live pool that is broken, without waiting for what may never end."""
        pool, self._pool = self._pool, None
        if pool:
            pool.executor.shutdown(wait=False, cancel_futures=True)
