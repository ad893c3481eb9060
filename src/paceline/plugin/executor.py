"""The `executor` fixture: a warm pool of the test's strategy, one pool alive at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest

from . import gilstates, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from concurrent.futures import Executor

    from ..strategies.keeper import Keeper
    from ..strategies.unfit import FirstTask

STRATEGY = pytest.StashKey[str]()
"""On an item that takes one of our executors: the strategy's real name."""
WANTED = pytest.StashKey["tuple[str, int]"]()
"""On an item: the strategy and the number of workers of the warm pool that it wants."""
_KEEPER = pytest.StashKey["Keeper"]()
_FIRST = pytest.StashKey["FirstTask"]()
_SHARING = frozenset({"sequential", "threads"})
"""Strategies that hand a task over as it is: what fails under them is the task's own failure."""


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

    All workers have started before the test begins. Tests that want the same pool share it.
    """
    from ..strategies.unfit import FirstTask  # noqa: PLC0415 (not before it is needed)

    keeper = _keeper(request.config)
    try:
        pool = keeper.pool(strategy, workers)
    except Exception as error:  # noqa: BLE001 (each library has errors of its own)
        _translated(error, strategy, "all workers had started")
    first = request.node.stash[_FIRST] = FirstTask(pool.executor)
    stamp.case(request, pool.strategy, workers)
    yield pool.executor
    first.forget()
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Skip a test whose task its strategy cannot carry out, with the reason; name the strategy whose worker died."""
    strategy = item.stash.get(STRATEGY, None)
    if strategy is None:
        return (yield)
    try:
        return (yield)
    except Exception as error:  # noqa: BLE001 (the same)
        from ..strategies.unfit import unfit  # noqa: PLC0415 (not before it is needed)

        if strategy not in _SHARING and (reason := unfit(error) or _lost_on_its_way(item, error)):
            pytest.skip(f"strategy {strategy} cannot run it: {reason}")
        _translated(error, strategy, f"{item.name} was done")


def _translated(error: Exception, strategy: str, before: str) -> NoReturn:
    from ..strategies.died import died  # noqa: PLC0415 (not before it is needed)

    if sentence := died(error, strategy, before):
        raise sentence from error
    raise error


def _lost_on_its_way(item: pytest.Item, error: Exception) -> str | None:
    """Return why a pool of processes broke, if it was because its worker could not unpickle the task."""
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 (not before it is needed)

    from ..strategies.unfit import arrival  # noqa: PLC0415 (not before it is needed)

    first: FirstTask | None = item.stash.get(_FIRST, None)
    wanted = item.stash.get(WANTED, None)
    if not (type(error) is BrokenProcessPool and first and first.task and wanted):
        return None
    return arrival(_keeper(item.config).pool(*wanted).executor, first.task)
