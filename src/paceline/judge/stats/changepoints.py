"""Where a figure's history changed for good: change points of its logarithm."""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import PacelineError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORTEST = 3
"""Points that a stretch has at least: two that agree are chance, and one is an outlier."""

_LEAST_SPREAD = 0.01
"""1 %: figures that happen to agree better than that do not make each tenth of a percent a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """From the point `at` (from 0) on, values are `ratio` times what they were in the stretch before."""

    at: int
    ratio: float


def changes(values: Sequence[float]) -> tuple[Change, ...]:
    """Find the change points of a series of positive values, the oldest first.

    Method: PELT, the exact minimum of the squared deviations of ln values from the means of their stretches plus a
    penalty for each change: 3 σ² ln n, σ the spread of neighbours (median absolute difference ÷ 0.954). Implemented by
    the library ruptures.
    Assumes independent points about a level that jumps. A slow drift is reported as steps. Not a test: over short
    histories of noise alone some are found (tests/judge/test_trend.py bounds how many).
    Cannot answer for fewer than two stretches' points: there is no change then.

    `PacelineError` where ruptures is not installed: it has wheels for Python up to 3.13.

    Reference: R. Killick, P. Fearnhead and I. A. Eckley (2012), "Optimal detection of changepoints with a linear
    computational cost", Journal of the American Statistical Association 107, 1590-1598.
    """
    n = len(values)
    if n < 2 * _SHORTEST:
        return ()
    try:
        ruptures: Any = importlib.import_module("ruptures")  # an extra
    except ModuleNotFoundError as error:
        cure = "pip install 'paceline[history]', on Python 3.11 to 3.13"
        raise PacelineError("change points need ruptures", cure=cure) from error
    y = np.log(np.asarray(values, dtype=np.float64))
    spread = max(float(np.median(np.abs(np.diff(y)))) / 0.954, _LEAST_SPREAD)
    model: Any = ruptures.Pelt(model="l2", min_size=_SHORTEST, jump=1)
    found = model.fit(y).predict(pen=3.0 * spread**2 * math.log(n))
    starts = [0, *found]
    levels = [float(y[a:b].mean()) for a, b in zip(starts, found, strict=False)]
    return tuple(
        Change(int(at), math.exp(after - before)) for at, before, after in zip(found, levels, levels[1:], strict=False)
    )
