"""From which size on a strategy beats sequential: `crossing`, given what `series` finds in a race."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .crossing import Crossing, find_crossing

if TYPE_CHECKING:
    from collections.abc import Mapping


def crossover(speedups: Mapping[int, Mapping[int, float]]) -> Crossing | None:
    """Find the crossover from ln speed-ups by size and heat; None where no heat measured all sizes."""
    sizes = sorted(speedups)
    heats = sorted(set.intersection(*(set(speedups[size]) for size in sizes)))
    if not heats or len(sizes) < 2:
        return None
    return find_crossing(sizes, np.array([[speedups[size][heat] for size in sizes] for heat in heats]))
