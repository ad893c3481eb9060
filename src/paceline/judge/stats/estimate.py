"""A positive quantity and its doubt, from the logarithms of one value a heat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..records import LEVEL
from .averages import mean_over_heats
from .moderation import NOTHING, Noise

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Estimate:
    """A geometric mean over heats with its confidence interval, in the unit of what was estimated."""

    value: float
    low: float
    high: float
    n: int
    """Heats."""

    @property
    def doubt(self) -> float:
        """Half the interval's width on the logarithmic scale: nearly the relative error; infinite for one heat."""
        return math.log(self.high / self.low) / 2 if self.low > 0 and math.isfinite(self.high) else math.inf

    def excludes(self, value: float) -> bool:
        """Say whether the interval leaves this value out."""
        return not self.low <= value <= self.high


def estimate(logs: Sequence[float], level: float = LEVEL, noise: Noise = NOTHING) -> Estimate:
    """Estimate exp(μ) from logarithms of independent heats: see `averages.mean_over_heats`.

    `noise` is what cells of its kind in the same race show of how much heats differ.
    One heat says nothing about its spread: the interval is then 0 to infinity.
    """
    found = noise.moderate(mean_over_heats(np.asarray(logs, dtype=float))).ratio(level)
    return Estimate(found.value, found.low, found.high, found.heats)
