"""How tasks are carried out: a name, an executor behind it, and a reason where it can't run here."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ..contributed import contributed, loaded, refused
from ..errors import PacelineError
from ..machine import usable_cpus

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "Strategy", "aliases", "get", "names", "workers_of"]

GROUP = "paceline.strategies"
"""The entry points by which other packages add strategies, each a `Strategy`."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to carry out tasks, behind `concurrent.futures.Executor`."""

    name: str
    summary: str
    make: Callable[[int], Executor]
    """Return a cold executor with exactly so many workers; lazy ones start them at the first tasks."""
    missing: Callable[[], str | None]
    """Return why it can't run here, as the end of a sentence that begins with its name; None where it can."""
    concurrent: bool = True
    """Whether it can compute in more than one worker at a time."""
    forks: bool = False
    """Whether its workers are forks of this very process."""
    processes: bool = False
    """Whether its workers are processes of their own."""
    method: str | None = None
    """The multiprocessing start method: always explicit, because the default one changed in 3.14."""

    def open(self, workers: int) -> Executor:
        """Return a cold executor; `PacelineError` where the strategy can't run here, or for no workers."""
        if workers < 1:
            raise PacelineError(f"{workers} workers for strategy {self.name}: at least 1 is needed")
        if workers > 1 and not self.concurrent:
            raise PacelineError(f"{workers} workers for strategy {self.name}: it can only have one")
        reason = self.missing()
        if reason:
            raise PacelineError(f"strategy {self.name} {reason}")
        return self.make(workers)

    def parallel(self, workers: int) -> bool:
        """Say whether more than one thread can be busy at a time; a single worker process overlaps with its parent."""
        return self.concurrent and (workers > 1 or self.processes)


@cache
def _all() -> dict[str, Strategy]:
    from . import cluster, local, multiprocess, subinterpreters  # noqa: PLC0415 (they need the record above)

    rooms = (local, multiprocess, subinterpreters, cluster)
    own = {strategy.name: strategy for room in rooms for strategy in room.STRATEGIES}
    return own | {name: _named(point) for name, point in contributed(GROUP, (*own, *aliases())).items()}


def _named(point: EntryPoint) -> Strategy:
    """Return the strategy that another package's entry point names, by its own name."""
    strategy = loaded(point)
    if not isinstance(strategy, Strategy) or strategy.name != point.name:
        raise refused(point, f"is not a Strategy with the name {point.name}")
    return strategy


def names() -> tuple[str, ...]:
    """Return the names of all strategies, those that can't run here too: from none to many processes, then others'."""
    return tuple(_all())


def aliases() -> dict[str, str]:
    """Return the names that stand for another: `processes` is the platform's default start method."""
    from .multiprocess import default_method  # noqa: PLC0415 (it needs the record above)

    return {"processes": f"processes-{default_method()}"}


def get(name: str) -> Strategy:
    """Return the strategy of that name or alias; `PacelineError` where there is none."""
    known = _all()
    real = aliases().get(name, name)
    if real not in known:
        near = difflib.get_close_matches(name, [*known, *aliases()], n=2)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        raise PacelineError(f"no strategy {name!r}", cure=f"{hint}there are {', '.join(known)}")
    return known[real]


@cache
def workers_of(name: str) -> int:
    """Return the default number of workers: the usable CPUs, and one for a strategy that isn't concurrent.

    Asked once a process: a race binds this process to one CPU and another while it runs.
    """
    return usable_cpus() if get(name).concurrent else 1
