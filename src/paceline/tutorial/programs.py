"""The tutorial's programs: some tasks under one strategy, from a cold pool, with a trace of each task."""

from __future__ import annotations

import hashlib
import math
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

from ..strategies import get, workers_of
from ..strategies.died import died
from ..strategies.starting import held_back
from ..strategies.warm import Worker, myself

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TextIO


THREE = ("sequential", "threads", "processes")
"""The strategies of the tutorial's programs."""


@dataclass(frozen=True, slots=True)
class Span:
    """One task: who computed it, and from when to when, in seconds after its program's start."""

    worker: Worker
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long the task took."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Program:
    """One program's run: what it computed, and when; all in seconds after its start."""

    strategy: str
    workers: int
    spans: tuple[Span, ...]
    results: tuple[Any, ...]
    received: float
    """When all results were there."""
    stopped: float
    """When the pool was gone."""
    printing: float
    """How long it took to print the results; 0 where that wasn't asked for."""

    @property
    def parts(self) -> dict[str, float]:
        """The elapsed seconds in parts that follow each other: their sum is the whole."""
        first, last = min(span.start for span in self.spans), max(span.end for span in self.spans)
        return {
            "start": first,
            "compute": last - first,
            "transfer": self.received - last,
            "stop": self.stopped - self.received,
            "print": self.printing,
        }

    @property
    def seconds(self) -> tuple[float, ...]:
        """How long each task took."""
        return tuple(span.seconds for span in self.spans)

    @property
    def elapsed(self) -> float:
        """The whole, from making the pool to the last result printed."""
        return self.stopped + self.printing


def run(
    strategy: str, workers: int | None, task: Callable[[Any], Any], arguments: Sequence[Any], out: TextIO | None
) -> Program:
    """Carry out the tasks from a cold pool; print their results to `out` where there is one."""
    chosen = get(strategy)
    count = workers if workers is not None and chosen.concurrent else workers_of(chosen.name)
    begin = time.perf_counter()  # the same clock for all processes of a machine
    executor = chosen.open(count)
    done: list[tuple[Any, tuple[Any, ...], float, float]] = []
    try:
        with held_back(processes=chosen.processes):
            tasks = executor.map(traced, repeat(task), arguments)
        for each in tasks:
            done.append(each)  # noqa: PERF402 (what came before an error is counted)
    except BaseException as error:
        executor.shutdown(wait=False, cancel_futures=True)
        if sentence := died(error, chosen.name, f"task {len(done) + 1} of {len(arguments)} was done"):
            raise sentence from error
        raise
    received = time.perf_counter() - begin
    executor.shutdown()
    stopped = time.perf_counter() - begin
    spans = tuple(Span(Worker(*worker), start - begin, end - begin) for _, worker, start, end in done)
    results = tuple(result for result, *_ in done)
    return Program(chosen.name, count, spans, results, received, stopped, _print(results, out))


def traced(task: Callable[[Any], Any], argument: Any) -> tuple[Any, tuple[Any, ...], float, float]:
    """Carry out one task in a worker; return its result, the worker, and when it began and ended (perf_counter)."""
    start = time.perf_counter()
    result = task(argument)
    end = time.perf_counter()  # who this is takes a worker an import when it is first asked
    return result, tuple(myself()), start, end


def _print(results: Sequence[Any], out: TextIO | None) -> float:
    if out is None:
        return 0.0
    begin = time.perf_counter()
    with any_digits():
        for result in results:
            out.write(f"{result}\n")
    out.flush()
    return time.perf_counter() - begin


@contextmanager
def any_digits() -> Iterator[None]:
    """Lift the limit on an integer's digits, as the tutorial does, but for printing alone.

    With it lifted, a pool of subinterpreters makes text of every big result that it hands over, and throws it away.
    """
    limit = sys.get_int_max_str_digits() if hasattr(sys, "get_int_max_str_digits") else None
    try:
        if limit is not None:
            sys.set_int_max_str_digits(0)
        yield
    finally:
        if limit is not None:
            sys.set_int_max_str_digits(limit)


def digits(number: int) -> int:
    """Return how many decimal digits an integer has, without making text of it."""
    if number == 0:
        return 1
    number = abs(number)
    exponent = math.log10(number)
    count = math.floor(exponent) + 1
    if abs(exponent - round(exponent)) < 1e-6:  # a double's doubt is 1e-10 at a million digits
        power = 10 ** round(exponent)
        count = round(exponent) + (number >= power)
    return count


def digest(result: Any) -> str:
    """Return twelve hexadecimal digits of SHA-256 over a result, without making text of a big integer."""
    if isinstance(result, int):
        data = result.to_bytes(result.bit_length() // 8 + 1, "little", signed=True)
    elif isinstance(result, bytes):
        data = result
    else:
        data = repr(result).encode()
    return hashlib.sha256(data).hexdigest()[:12]
