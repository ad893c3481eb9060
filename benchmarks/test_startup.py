"""What a pool costs that isn't there yet: make it, get a first result of every worker, shut it down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paceline import strategies
from paceline.strategies.warm import prime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor


def cases(counts: Callable[[str], list[int]]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield every strategy with every number of workers."""
    for strategy in strategies.names():
        for workers in counts(strategy):
            yield {"strategy": strategy, "workers": workers}, False


def test_startup(benchmark: Any, make_executor: Callable[[], Executor], workers: int) -> None:
    """A cold pool brings up all its workers, each of them once, and goes away."""

    def live_once() -> int:
        with make_executor() as executor:
            return len(prime(executor, workers))

    assert benchmark(live_once) == workers
