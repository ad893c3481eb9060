"""Which cases there are, what they need, and which of them can't run here: said, counted, never silent."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from ..errors import PacelineError
from . import executor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..strategies import Strategy

_FIXTURES = frozenset({"executor", "make_executor"})
_DESELECTED = pytest.StashKey["dict[str, int]"]()
_OUTPUT = "paceline_deselected"
_FORK_WITH_THREADS = "ignore:This process .* is multi-threaded, use of fork:DeprecationWarning"


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    marker = "paceline(group, concurrent, paired, unsupported): what a race needs to know about a case: the pool that "
    marker += "it shares, whether it computes in more than one thread, whether sequential rounds can run beside its "
    marker += "rounds, and why it can't run here."
    config.addinivalue_line("markers", marker)
    config.addinivalue_line("markers", "core: a case of the grid that `nox -s bench` runs by default.")
    config.stash[_DESELECTED] = {}


def _ours(definitions: Mapping[str, Sequence[Any]]) -> set[str]:
    """Return which of our fixtures a test takes: a suite's own of the same name is another, unless it asks for ours."""
    return {name for name in _FIXTURES if _reaches_ours(name, definitions.get(name, ()))}


def _reaches_ours(name: str, definitions: Sequence[Any]) -> bool:
    for definition in reversed(definitions):  # each overrides those before it
        if getattr(definition.func, "__module__", None) == executor.__name__:
            return True
        if name not in definition.argnames:
            break
    return False


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes one of our executors under every strategy, unless it chooses its own."""
    if "strategy" not in metafunc.fixturenames or not _ours(metafunc._arg2fixturedefs):  # noqa: SLF001 (no public name)
        return
    calls: Iterable[Any] = getattr(metafunc, "_calls", ())  # what marks and other plugins have parametrized before
    if not any("strategy" in call.params for call in calls):
        from ..strategies import names  # noqa: PLC0415 (not before it is needed)

        metafunc.parametrize("strategy", names(), ids=[f"strategy={name}" for name in names()], indirect=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Mark cases with the pool they want; of those selected, deselect what can't run here, with the reason."""
    reasons = cache(lambda strategy: strategy.missing())  # it looks for packages: once is enough
    try:
        missing = {item: reason for item in items if (reason := _mark(item, reasons))}
    except PacelineError as error:
        raise pytest.UsageError(str(error)) from error
    yield
    left_out = {item: missing[item] for item in items if item in missing}
    if left_out:
        config.stash[_DESELECTED] = dict(Counter(left_out.values()))
        items[:] = [item for item in items if item not in left_out]
        for item, reason in left_out.items():  # only now: what others have deselected is none of this
            item.add_marker(pytest.mark.paceline(unsupported=reason))
        config.hook.pytest_deselected(items=list(left_out))
    output = getattr(config, "workeroutput", None)  # a worker of pytest-xdist: its controller doesn't collect
    if output is not None:
        output[_OUTPUT] = config.stash[_DESELECTED]


def _mark(item: pytest.Item, reasons: Callable[[Strategy], str | None]) -> str | None:
    """Add what a race needs to know as a marker; return why the case can't run here, if it can't."""
    params = getattr(getattr(item, "callspec", None), "params", {})
    fixtures = _ours(getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {}))
    if not fixtures or "strategy" not in params:
        return None
    from ..strategies import get, workers_of  # noqa: PLC0415 (not before it is needed)

    strategy = get(params["strategy"])
    workers = int(params.get("workers") or workers_of(strategy.name))
    group = f"strategy={strategy.name}-workers={workers}"
    warm = "executor" in fixtures
    item.stash[executor.STRATEGY] = strategy.name
    if warm:
        item.stash[executor.WANTED] = (strategy.name, workers)
    else:
        group += "-cold"
    item.add_marker(pytest.mark.paceline(group=group, concurrent=strategy.parallel(workers), paired=warm))
    if strategy.forks:  # from Python 3.12 on; the threads are those of xdist and of the like, idle and known
        item.add_marker(pytest.mark.filterwarnings(_FORK_WITH_THREADS))
    reason = reasons(strategy)
    return f"strategy {strategy.name} {reason}" if reason else None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over, from a worker of pytest-xdist, what it has deselected; each of them collects the same."""
    counts = getattr(node, "workeroutput", {}).get(_OUTPUT)
    if counts:
        node.config.stash[_DESELECTED] = dict(counts)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say how many cases were left out, and why."""
    for reason, count in sorted(config.stash[_DESELECTED].items()):
        terminalreporter.write_line(f"{count} case{'s' if count > 1 else ''} deselected: {reason}")
