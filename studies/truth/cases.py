"""Synthetic functions whose candidate does FACTOR times the work of its baseline, each hard to time in its own way.

`make(factor, paid)` returns them by name: `factor` scales the work of a call, `paid` is what the first call pays once.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LENGTHS = {"5us": 100, "300us": 6_000, "5ms": 100_000, "100ms": 2_000_000}
"""Steps of `spin` by about how long they last."""

PAID = {"10us": 1e-5, "1ms": 1e-3, "100ms": 0.1}


def spin(steps: float) -> int:
    """Compute for so many steps."""
    total = 0
    for step in range(round(steps)):
        total += step * step
    return total


def pays_once(steps: float, seconds: float) -> Callable[[], object]:
    """Return a function whose first call takes so many seconds more."""
    done: list[int] = []

    def call() -> int:
        if not done:
            done.append(1)
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                pass
        return spin(steps)

    return call


def grows(steps: float) -> Callable[[], object]:
    """Return a function that takes longer with each call."""
    calls: list[int] = []

    def call() -> int:
        calls.append(1)
        return spin(steps * (1 + len(calls) / 2000))

    return call


def fills(steps: float) -> Callable[[], object]:
    """Return a function whose cache has seen everything after a thousand calls."""
    seen: defaultdict[int, int] = defaultdict(int)
    turn = iter(range(10**9))

    def call() -> int:
        key = next(turn) % 1000
        seen[key] += 1
        return spin(steps if seen[key] > 1 else 10 * steps)

    return call


def alternates(steps: float) -> Callable[[], object]:
    """Return a function every second call of which takes five times as long."""
    turn = iter(range(10**9))
    return lambda: spin(steps * (5 if next(turn) % 2 else 1))


def with_a_thread(steps: float) -> None:
    """Compute in two threads: where there is a GIL, they compete for it."""
    thread = threading.Thread(target=spin, args=(steps,))
    thread.start()
    spin(steps)
    thread.join()


def in_a_child(steps: float) -> None:
    """Wait for a process that computes."""
    subprocess.run([sys.executable, "-I", "-S", "-c", f"sum(i * i for i in range({round(steps)}))"], check=True)


def make(factor: float, paid: bool) -> dict[str, Callable[[], object]]:  # noqa: FBT001 (a switch of the whole suite)
    """Return the functions of one side."""
    work = {length: steps * factor for length, steps in LENGTHS.items()}
    found: dict[str, Callable[[], object]] = {f"steady-{name}": partial(spin, steps) for name, steps in work.items()}
    for length, steps in work.items():
        for price, seconds in PAID.items():
            found[f"pays {price} once-{length}"] = pays_once(steps, seconds if paid else 0.0)
    return found | {
        "grows-5us": grows(work["5us"]),
        "grows-300us": grows(work["300us"]),
        "fills-5us": fills(work["5us"]),
        "fills-300us": fills(work["300us"]),
        "alternates-300us": alternates(work["300us"]),
        "alternates-5ms": alternates(work["5ms"]),
        "sleeps-1ms": partial(time.sleep, 1e-3 * factor),
        "sleeps-20ms": partial(time.sleep, 2e-2 * factor),
        "with a thread-5ms": partial(with_a_thread, work["5ms"]),
        "in a child-100ms": partial(in_a_child, work["100ms"]),
    }
