"""What no pool can beat: the largest task at its fastest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def largest(runs: Sequence[Sequence[float]]) -> tuple[int, float]:
    """Return which task is the largest, and the seconds of its fastest run; each run gives the seconds of every task.

    A task is as large as its fastest run: once disturbed, the smallest may have taken longest.
    """
    fastest = [min(seconds) for seconds in zip(*runs, strict=True)]
    most = max(fastest)
    return fastest.index(most), most


def share(run: Sequence[float], task: int) -> str:
    """Return a task's part of a run's computing, as text."""
    return f"{run[task] / sum(run):.0%}"
