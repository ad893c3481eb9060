"""The `executor` fixture: a warm pool of the test's strategy, one pool alive at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import gilstates, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from concurrent.futures import Executor

    from ..strategies.keeper import Keeper

WANTED = pytest.StashKey["tuple[str, int]"]()
"""On an item: the strategy and the number of workers of the warm pool that it wants."""
_KEEPER = pytest.StashKey["Keeper"]()


@pytest.fixture(name="strategy")
def strategy_fixture(request: pytest.FixtureRequest) -> str:
    """Name of a strategy; a test that takes `executor` runs under each, unless it parametrizes `strategy` itself."""
    return str(request.param)


@pytest.fixture(name="workers")
def workers_fixture(strategy: str) -> int:
    """Return the number of workers: the usable CPUs, and one for a sequential strategy."""
    from ..strategies import workers_of  # noqa: PLC0415 (not before it is needed)

    return workers_of(strategy)


@pytest.fixture(name="executor")
def executor_fixture(request: pytest.FixtureRequest, strategy: str, workers: int) -> Iterator[Executor]:
    """Yield a warm `concurrent.futures.Executor` of the test's `strategy` with exactly `workers` workers.

    All workers have been met before the test begins; the pool is shared with other tests that want the same one.
    """
    keeper = _keeper(request.config)
    pool = keeper.pool(strategy, workers)
    stamp.case(request, pool.strategy, workers)
    yield pool.executor
    states = request.config.pluginmanager.get_plugin(gilstates.NAME)
    if states is not None:  # what a task imported may have turned the GIL on
        states.workers(pool.workers, keeper.pool(strategy, workers).workers)


@pytest.fixture(name="make_executor")
def make_executor_fixture(
    request: pytest.FixtureRequest, strategy: str, workers: int
) -> Iterator[Callable[[], Executor]]:
    """Yield a function that makes a *cold* executor of the test's strategy; no other pool is alive meanwhile."""
    from ..strategies import get  # noqa: PLC0415 (not before it is needed)

    _keeper(request.config).close()
    chosen = get(strategy)
    made: list[Executor] = []
    stamp.case(request, chosen.name, workers)

    def make() -> Executor:
        made.append(chosen.open(workers))
        return made[-1]

    yield make
    for executor in made:
        executor.shutdown()


def _keeper(config: pytest.Config) -> Keeper:
    from ..strategies.keeper import Keeper  # noqa: PLC0415 (not before it is needed)

    return config.stash.setdefault(_KEEPER, Keeper())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Close the live pool before a test that doesn't want it: another pool may fork, or the test itself."""
    keeper = item.config.stash.get(_KEEPER, None)
    if keeper is not None and keeper.live != item.stash.get(WANTED, None):
        keeper.close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Close the live pool before anything is written or reported."""
    keeper = session.config.stash.get(_KEEPER, None)
    if keeper is not None:
        keeper.close()
    return (yield)
