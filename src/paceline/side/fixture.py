"""pytest-benchmark's fixture, with a turn around each round.

Two private methods of `BenchmarkFixture` are overridden, and some private settings of its are written: there are no
public hooks for either. tests/side/test_contract.py checks them with each release of pytest-benchmark.
"""

from __future__ import annotations

import gc
import os
from itertools import repeat
from typing import TYPE_CHECKING, Any

from pytest_benchmark.fixture import BenchmarkFixture

from ..machine import descendants
from .placement import Placement
from .reference import Reference
from .slowdown import Slowdown
from .stopwatch import Stopwatch, now
from .warming import Warmed, per_round, warm
from .watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from .memory import PeakMemory
    from .stopwatch import Lap
    from .turns import Turns

_METHODS = ("_calibrate_timer", "_make_runner", "_raw", "_raw_pedantic")
_SETTINGS = ("_disable_gc", "_max_time", "_min_rounds", "_min_time", "_timer", "_warmup")
"""What this module relies on in `BenchmarkFixture` beyond its public face."""


def missing_in_pytest_benchmark() -> list[str]:
    """Return what this release of pytest-benchmark no longer has, and a race needs."""
    settings = BenchmarkFixture.__init__.__code__.co_names
    return [
        *(name for name in _METHODS if not hasattr(BenchmarkFixture, name)),
        *(name for name in _SETTINGS if name not in settings),
    ]


class _Remembering:
    """A function that gives its last timed result when pytest-benchmark calls it once more for the test's sake."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.result: Any = None

    def __call__(self, *_args: object, **_kwargs: object) -> object:
        return self.result


class LockstepFixture(BenchmarkFixture):
    """The `benchmark` fixture of a test that takes part in a race."""

    turns: Turns
    watch: Watch | None = None
    """Since the first call: does the case compute in one thread?"""
    executor: Callable[[], Executor | None]
    """Finds what carries out the test's tasks."""
    paired = False
    """Whether its rounds may have reference rounds beside them."""
    reference: Reference | None = None
    memory: PeakMemory | None = None
    """Of calls that are not timed, where a pool carries out the test's tasks."""
    _descendants: Sequence[int] = ()
    """Processes whose CPU time counts."""
    _workers = Placement()
    """What computes elsewhere, once that is seen."""
    _places = True
    """Whether workers are moved."""
    _looks = 2
    """Rounds before which both are looked for: a slow function may not be called before the first, nor every worker."""
    discard = 0
    """Rounds still to come that `pedantic` calls warm-up."""

    def pedantic(  # noqa: PLR0913, PLR0917 (pytest-benchmark's own signature)
        self,
        target: Callable[..., Any],
        args: Any = (),
        kwargs: Any = None,
        setup: Callable[..., Any] | None = None,
        teardown: Callable[..., Any] | None = None,
        rounds: int = 1,
        warmup_rounds: int = 0,
        iterations: int = 1,
    ) -> Any:
        """Time the function in turns with the other sides, as many rounds as its author says; workers are not moved."""
        self.discard, self._places = warmup_rounds, False
        later = {"teardown": teardown} if teardown else {}  # pytest-benchmark 4 does not know it
        return super().pedantic(
            target, args, kwargs, setup, rounds=rounds, warmup_rounds=warmup_rounds, iterations=iterations, **later
        )

    def __call__(self, function_to_benchmark: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Time the function in turns with the other sides; return its result."""
        try:
            return super().__call__(_Remembering(function_to_benchmark), *args, **kwargs)
        finally:
            self._workers.end()

    def concurrent(self) -> bool | None:
        """Say whether the case was seen to compute in more than one thread; None where nothing was called."""
        return self.watch.concurrent() if self.watch else None

    def _found(self) -> int:
        """Return how many workers the case is seen to have."""
        if self._looks and self.watch:
            self._looks -= 1
            self._descendants = descendants(os.getpid())
            self._workers.end()
            self._workers = Placement(self.watch.workers() if self._places else (), self.turns.lot)
        return len(self._workers)

    def _make_runner(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Callable[..., Any]:
        """Return what runs one round: in its own turn, once a race's plan is known."""
        memory = function if isinstance(function, _Remembering) else _Remembering(function)
        target, timer, turns, pedantic = memory.function, self._timer, self.turns, memory is not function
        slowdown = Slowdown(turns.slowdown, self.executor())
        self.watch = self.watch or Watch()
        if self.memory:
            self.memory.begin()

        def run(loops: range) -> tuple[float, Lap, Any]:
            collecting = gc.isenabled()
            if self._disable_gc:
                gc.disable()
            stopwatch = Stopwatch(self._descendants)
            try:
                with slowdown.around():
                    start = timer()
                    for _ in loops:
                        result = target(*args, **kwargs)
                    slowdown.rest(timer() - start)
                    wall = timer() - start
            finally:
                if collecting:
                    gc.enable()
            return wall, stopwatch.lap(), result

        def runner(loops: range | None, *, timed: bool = True) -> Any:
            calls = loops or range(1)
            if not timed:
                return run(calls)[1]
            placed = turns.ask(self._found())
            turns.measure()
            beside = self.reference.around(run) if self.reference else repeat(None)
            turns.compared(next(beside))
            self._workers.next(wanted=placed)
            wall, lap, result = run(calls)
            slowdown.learn(lap.cpu)
            turns.compared(next(beside))
            if self.discard:
                self.discard -= 1
                turns.warmed(lap.wall)
            else:
                turns.done(wall, lap, len(calls))
            memory.result = result
            return (wall, result) if pedantic and not loops else wall

        self._run = run
        return runner

    def _calibrate_timer(self, runner: Callable[..., Any]) -> tuple[float, int, range]:
        """Find how long a call takes, agree on all sides' plan, warm up; return pytest-benchmark's triple."""
        began = now()
        found = self._explore(runner)
        executor = self.executor() if self.paired else None
        shortest, paired = float(self._min_time), executor is not None
        plan = self.turns.plan(found, shortest=shortest, paired=paired, calibrating=now() - began)
        began, iterations = now(), plan.iterations
        counts = [min(iterations, plan.calls - made) for made in range(found.calls, plan.calls, iterations)]
        laps = [runner(range(count), timed=False).own for count in counts]
        whole = [seconds for count, seconds in zip(counts, laps, strict=True) if count == iterations]
        iterations = per_round(iterations, self.turns.round, min(whole, default=0.0))
        if self.memory:
            self.memory.end()  # a reference round computes in another process than the pool's
        if executor is not None:
            self.reference = Reference(executor, self.turns.lot)
            self.reference.prepare(self._run, self.turns.round, known=plan.reference, compiling=self.turns.compiling)
        self.turns.warmed(now() - began)
        # The rounds that `_raw` will run: exactly the plan's.
        self._max_time, self._min_rounds, self._warmup = 0.0, plan.rounds, False
        self._precision = None  # type: ignore[assignment]  # pytest-benchmark's own way of saying "off"
        return 1.0, iterations, range(iterations)

    def _explore(self, runner: Callable[..., Lap]) -> Warmed:
        """Call the function until it is steady, unless an earlier heat has found out when that is."""
        if not self.turns.explore:
            return Warmed(0.0, 0, 0)
        found = warm(lambda count: runner(range(count), timed=False).own, compiling=self.turns.compiling)
        if self._warmup and not self.turns.compiling:  # the project asks for so many calls, within its time for a case
            asked = min(int(self._warmup), int(self._max_time / found.seconds))
            return Warmed(found.seconds, found.calls, max(found.needed, asked))
        return found
