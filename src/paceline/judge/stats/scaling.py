"""The change of a speed-up, and upper bounds on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import PacelineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..arrays import Floats


def scaling_change(strategy: Sequence[float] | Floats, sequential: Sequence[float] | Floats) -> Floats:
    """Give what a speed-up lost, heat by heat, to be judged like any case: above 0 is slower.

    Both are ln(candidate ÷ baseline) of the same heats; z = strategy - sequential. Exchanging the sides changes the
    sign of both terms, and so of z.
    """
    s, q = np.asarray(strategy, dtype=np.float64), np.asarray(sequential, dtype=np.float64)
    heats = min(s.size, q.size)
    return np.asarray(s[:heats] - q[:heats])


def amdahl_bound(serial_share: float, workers: float) -> float:
    """Give the largest speed-up with so many workers when this share of the work can't be divided.

    Method: Amdahl's law, 1/(f + (1 - f)/p). Assumes that the rest divides without loss; what is measured can exceed it
    only by caches or allocators that a worker has to itself.

    Reference: G. M. Amdahl (1967), "Validity of the single processor approach to achieving large scale computing
    capabilities", AFIPS Conference Proceedings 30, 483-485.
    """
    if not (0.0 <= serial_share <= 1.0 and workers >= 1):
        raise PacelineError(f"no bound for a serial share of {serial_share:g} and {workers:g} workers")
    return 1.0 / (serial_share + (1.0 - serial_share) / workers)


def serial_share(speedup: float, workers: int) -> float:
    """Give the share of the work that was not divided, from the speed-up of `workers` over one worker; within 0 to 1.

    Method: the experimentally determined serial fraction (Karp-Flatt metric), Amdahl's law solved for f:
    (1/S - 1/p) / (1 - 1/p). Assumes that what is divided is divided evenly: uneven tasks and handing over count as
    serial. With fewer than two workers there is nothing to solve.

    Reference: A. H. Karp and H. P. Flatt (1990), "Measuring parallel processor performance", Communications of the ACM
    33(5), 539-543.
    """
    if workers < 2 or speedup <= 0:
        raise PacelineError(f"no serial share from {workers} workers and a speed-up of {speedup:g}")
    return min(1.0, max(0.0, (1.0 / speedup - 1.0 / workers) / (1.0 - 1.0 / workers)))


def largest_task_bound(tasks: Sequence[float] | Floats, workers: float) -> float:
    """Give the largest speed-up with so many workers when no task can be cut: sum ÷ max(largest task, sum ÷ workers).

    `tasks` are seconds (or any measure of work). Whatever the order, someone runs the largest task from its beginning
    to its end. Assumes that a task takes as long in a worker as alone.

    Reference: R. L. Graham (1969), "Bounds on multiprocessing timing anomalies", SIAM Journal on Applied Mathematics
    17, 416-429 (the trivial lower bounds of a schedule's length).
    """
    work = np.asarray(tasks, dtype=np.float64)
    if not work.size or not np.all(work > 0) or workers < 1:
        raise PacelineError("the bound needs positive tasks and at least one worker")
    return float(work.sum() / max(work.max(), work.sum() / workers))
