"""Speed-up and efficiency, and the bounds that no strategy passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..errors import PacelineError
from .averages import Ratio, mean_over_heats
from .comparison import LEVEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .arrays import Floats


@dataclass(frozen=True, slots=True)
class Scaling:
    """A strategy's speed-up over sequential, and that per usable CPU."""

    speedup: Ratio
    efficiency: Ratio


def estimate_scaling(log_speedups: Sequence[float] | Floats, cpus: float, level: float = LEVEL) -> Scaling:
    """Estimate speed-up and efficiency from the logs of sequential ÷ strategy, one a heat, both from one process.

    Method: a (trimmed) t interval for the mean over heats of the logarithm; the estimate is a geometric mean.
    Assumes independent heats. Exact for log-normal speed-ups with fewer than ten heats, close beyond. From one heat the
    interval is 0 to infinity. `cpus` is what the process may use (affinity and quota), which may be a fraction.
    """
    if cpus <= 0:
        raise PacelineError(f"efficiency needs a positive number of usable CPUs, not {cpus:g}")
    speedup = mean_over_heats(np.asarray(log_speedups, dtype=np.float64)).ratio(level)
    efficiency = Ratio(speedup.value / cpus, speedup.low / cpus, speedup.high / cpus, speedup.heats)
    return Scaling(speedup, efficiency)


def scaling_change(baseline: Sequence[float] | Floats, candidate: Sequence[float] | Floats) -> Floats:
    """Give what a speed-up lost, heat by heat, to be judged like any case: above 0 is slower.

    Both are logs of sequential ÷ strategy of the same heats, one a side; z = baseline - candidate = (ln strategy -
    ln sequential) of the candidate minus that of the baseline. The heat's coin turns it as it turns any z.
    """
    b, c = np.asarray(baseline, dtype=np.float64), np.asarray(candidate, dtype=np.float64)
    heats = min(b.size, c.size)
    return np.asarray(b[:heats] - c[:heats])


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
