"""pytest-benchmark's fixture, with a turn around each round.

Two private methods of `BenchmarkFixture` are overridden, and some private settings of its are written: there are no
public hooks for either. tests/plugin/test_contract.py holds them against each release of pytest-benchmark.
"""

from __future__ import annotations

import gc
import time
from math import ceil
from typing import TYPE_CHECKING, Any

from pytest_benchmark.fixture import BenchmarkFixture

from .handicap import burn
from .watch import Watch

try:
    from resource import RUSAGE_SELF, getrusage
except ImportError:  # Windows counts no context switches

    def _switches() -> int:
        return 0
else:

    def _switches() -> int:
        return getrusage(RUSAGE_SELF).ru_nivcsw


if TYPE_CHECKING:
    from collections.abc import Callable

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
        """Time the function in turns with the other sides, as many rounds as its author says."""
        self.discard = warmup_rounds
        later = {"teardown": teardown} if teardown else {}  # pytest-benchmark 4 does not know it
        return super().pedantic(
            target, args, kwargs, setup, rounds=rounds, warmup_rounds=warmup_rounds, iterations=iterations, **later
        )

    def __call__(self, function_to_benchmark: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Time the function in turns with the other sides; return its result."""
        return super().__call__(_Remembering(function_to_benchmark), *args, **kwargs)

    def _make_runner(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Callable[..., Any]:
        """Return what runs one round: in its own turn, once a race's plan is known."""
        memory = function if isinstance(function, _Remembering) else _Remembering(function)
        target, timer, turns, pedantic = memory.function, self._timer, self.turns, memory is not function

        def runner(loops: range | None, *, timed: bool = True) -> Any:
            if timed:
                turns.ask()
                turns.measure()
            watch = Watch() if pedantic else None
            collecting = gc.isenabled()
            if self._disable_gc:
                gc.disable()
            switches, cpu = _switches(), time.process_time()
            try:
                start = timer()
                for _ in loops or (0,):
                    result = target(*args, **kwargs)
                if turns.handicap:
                    burn(turns.handicap * (timer() - start))
                wall = timer() - start
            finally:
                if collecting:
                    gc.enable()
            cpu, switches = time.process_time() - cpu, _switches() - switches
            if self.discard:
                self.discard -= 1
                turns.warmed(wall)
            elif timed:
                turns.done(wall, cpu, switches, len(loops or (0,)), watch.concurrent() if watch else None)
            memory.result = result
            return (wall, result) if pedantic and not loops else wall

        return runner

    def _calibrate_timer(self, runner: Callable[..., Any]) -> tuple[float, int, range]:
        """Find this side's iterations, agree on all sides' plan, warm up; return pytest-benchmark's triple."""
        watch = Watch()
        began = time.perf_counter()
        wall, iterations = self._calibrate(runner)
        plan = self.turns.plan(
            seconds=wall / iterations,
            iterations=iterations,
            calibrating=time.perf_counter() - began,
            concurrent=watch.concurrent(),
        )
        loops = range(plan.iterations)
        began = time.perf_counter()
        for _ in range(plan.warmup):
            wall = runner(loops, timed=False)
        self.turns.warmed(time.perf_counter() - began)
        # The rounds that `_raw` will run: exactly the plan's.
        self._max_time, self._min_rounds, self._warmup = 0.0, plan.rounds, False
        self._precision = None  # type: ignore[assignment]  # pytest-benchmark's own way of saying "off"
        return wall, plan.iterations, loops

    def _calibrate(self, runner: Callable[..., Any]) -> tuple[float, int]:
        """Return a round's seconds and the iterations that make it last long enough, by trying or as was told."""
        if self.turns.seconds and not self.turns.compiling:
            return self.turns.seconds * self.turns.hint, self.turns.hint
        target = max(self.turns.shortest, float(self._min_time))
        end = time.perf_counter() + self.turns.compiling  # a just-in-time compiler needs its time first
        iterations, best = self.turns.hint, float("inf")
        while True:
            wall = max(runner(range(iterations), timed=False), 1e-9)
            best = min(best, wall / iterations)
            if best * iterations >= target and (time.perf_counter() >= end or wall > self.turns.compiling):
                iterations = ceil(target / best)
                return best * iterations, iterations
            # Not more than tenfold: one early call says little about a thousand later ones.
            iterations = max(iterations, min(iterations * 10, ceil(1.1 * target / best)))
