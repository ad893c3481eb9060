from __future__ import annotations

from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from typing import Any

import pytest

from paceline import strategies
from paceline.errors import PacelineError
from paceline.strategies import Strategy, keeper
from paceline.strategies.keeper import Keeper


class Pools:
    """Strategies that note what is made and closed, and never let two be open at a time."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.open = 0

    def get(self, name: str) -> Strategy:
        """Return a strategy of any name; `away` can't run here."""
        return Strategy(
            name, "", lambda workers: self.make(name, workers), lambda: "is away" if name == "away" else None
        )

    def make(self, name: str, workers: int) -> ThreadPoolExecutor:
        """Make a pool of threads, and note it."""
        pools = self
        assert not self.open, "another pool is alive"
        self.open += 1
        self.log.append(f"make {name} {workers}")

        class Pool(ThreadPoolExecutor):
            def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
                pools.open -= not self._shutdown
                pools.log.append(f"close {name}" if wait else f"drop {name}")
                super().shutdown(wait, cancel_futures=cancel_futures)

        return Pool(workers)


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> Pools:
    """Put in strategies that keep a log."""
    made = Pools()
    monkeypatch.setattr(keeper, "get", made.get)
    return made


def test_same_pool_is_reused(pools: Pools) -> None:
    """A second case that wants the same strategy and workers gets the same pool."""
    with Keeper() as kept:
        assert kept.pool("a", 2).executor is kept.pool("a", 2).executor
        assert kept.live == ("a", 2)
    assert pools.log == ["make a 2", "close a"]


def test_other_pool_closes_the_first(pools: Pools) -> None:
    """Another strategy, or another number of workers, comes only when the pool before it is gone."""
    with Keeper() as kept:
        for name, workers in [("a", 2), ("a", 1), ("b", 1)]:
            kept.pool(name, workers)
    assert pools.log == ["make a 2", "close a", "make a 1", "close a", "make b 1", "close b"]


def test_pool_that_was_broken_is_made_anew(pools: Pools) -> None:
    """A pool that a case has shut down or broken is replaced, without waiting for it."""
    with Keeper() as kept:
        first: Any = kept.pool("a", 1).executor
        first._broken = "a worker died"
        with pytest.raises(BrokenExecutor):
            first.submit(int)
        assert kept.pool("a", 1).executor is not first
        assert kept.pool("a", 1).executor.submit(int).result() == 0
    assert pools.log == ["make a 1", "drop a", "make a 1", "close a"]


def test_workers_that_do_not_come_leave_no_pool(pools: Pools, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool that can't be primed is let go, and the error says why."""

    def nobody(*_: object, **_more: object) -> None:
        raise PacelineError("1 of 2 workers came")

    monkeypatch.setattr(keeper, "prime", nobody)
    kept = Keeper()
    with pytest.raises(PacelineError, match="1 of 2"):
        kept.pool("a", 2)
    assert kept.live is None
    assert pools.log == ["make a 2", "drop a"]


def test_strategy_that_cannot_run_here(pools: Pools) -> None:
    """The reason is the error, and nothing was made."""
    with pytest.raises(PacelineError, match="strategy away is away"):
        Keeper().pool("away", 1)
    assert pools.log == []


def test_closing_twice_and_with_nothing(pools: Pools) -> None:
    """Closing an empty keeper does nothing."""
    kept = Keeper()
    kept.close()
    kept.pool("a", 1)
    kept.close()
    kept.close()
    assert pools.log == ["make a 1", "close a"]


def test_alias_is_kept_under_its_real_name() -> None:
    """A pool of `processes` says which start method it has."""
    with Keeper() as kept:
        assert kept.pool("processes", 1).strategy == strategies.get("processes").name != "processes"
