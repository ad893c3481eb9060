"""What so many heats can find, and how many heats a margin takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from .evidence import STAKES

if TYPE_CHECKING:
    from ..arrays import Floats

POWER = 0.8
"""A slowdown counts as detectable when four of five races would find it."""

EFFECTS = (0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 8.0)
"""Excess over the tolerance ÷ scale of a heat."""

THRESHOLDS = (3.0, 4.0, 5.0, 6.5, 8.0, 10.0, 12.0, 15.0)
"""ln(M/α): 3.0 is one hypothesis at 5 %, 6.4 is 31, 9.9 is 1,001."""

HEATS = (
    (248, 303, 356, 420, 473, 556, 634, 755),
    (113, 135, 160, 197, 236, 278, 319, 379),
    (56, 70, 82, 99, 117, 138, 164, 193),
    (27, 35, 41, 50, 60, 73, 84, 102),
    (15, 19, 23, 29, 34, 41, 48, 59),
    (9, 12, 14, 18, 22, 27, 31, 38),
    (6, 8, 10, 13, 16, 19, 23, 28),
    (6, 7, 9, 11, 14, 17, 20, 25),
    (5, 7, 9, 11, 13, 16, 20, 24),
    (5, 7, 9, 11, 13, 16, 19, 24),
)
"""Heats within which four of five races cross, effects down, thresholds across. From
`python studies/replay --table --seed 1`."""

_LOG_HEATS = np.log(HEATS)
_LOG_EFFECTS = np.log(EFFECTS)


def heats_needed(effect: float, scale: float, threshold: float) -> int | None:
    """Give the heats within which a slowdown `effect` above the tolerance is found with 80 % probability.

    Method: the growth of ln E at that effect, simulated under normal noise and tabulated; between the entries linear
    in ln heats over ln effect and threshold, below the smallest effect by heats ~ 1/effect², which is its limit.
    `effect` and `scale` (a heat's standard deviation, robust) are natural-log ratios. None where the effect is not
    above 0: then no number of heats is enough.
    Assumes roughly normal noise; with 5 % wild heats it takes a fifth more (studies/replay).
    """
    if effect <= 0:
        return None
    row = _log_heats_at(threshold)
    x = math.log(effect / scale)
    if x < _LOG_EFFECTS[0]:
        return math.ceil(math.exp(row[0] + 2.0 * (_LOG_EFFECTS[0] - x)))
    return max(math.ceil(math.exp(float(np.interp(x, _LOG_EFFECTS, row))) - 1e-9), fewest_heats(threshold))


def detectable(heats: int, scale: float, threshold: float) -> float:
    """Give the smallest effect above the tolerance that so many heats find with 80 % probability; inf: none.

    The inverse of `heats_needed`, with the same assumptions; natural-log ratios.
    """
    if heats < 1:
        return math.inf
    row = _log_heats_at(threshold)
    # Where one more effect takes no more heats the smaller one is meant: a column that falls at every step says so.
    row = row - 1e-9 * np.arange(row.size)
    y = math.log(heats)
    if y < row[-1]:
        return math.inf
    if y > row[0]:
        return scale * EFFECTS[0] * math.exp(0.5 * (row[0] - y))
    return scale * math.exp(float(np.interp(-y, -row, _LOG_EFFECTS)))


def fewest_heats(threshold: float) -> int:
    """Give the fewest heats in which any slowdown could be shown: every bet won, each bettor all but doubling."""
    for n in range(1, 10_000):
        if math.log(sum((1.0 + b) ** n for b in STAKES) / len(STAKES)) >= threshold:
            return n
    return 10_000  # pragma: no cover (a threshold of e**6000)


def _log_heats_at(threshold: float) -> Floats:
    """Interpolate the table's columns; beyond the last, heats grow in proportion to the threshold."""
    inside = min(max(threshold, THRESHOLDS[0]), THRESHOLDS[-1])
    row = np.array([np.interp(inside, THRESHOLDS, column) for column in _LOG_HEATS])
    return row + math.log(max(threshold / inside, 1.0))
