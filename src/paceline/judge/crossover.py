"""From which size on a strategy beats sequential: `crossing`, given what `series` finds in a race."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .crossing import Crossing, find_crossing

if TYPE_CHECKING:
    from collections.abc import Mapping


def crossover(logs: Mapping[int, tuple[Mapping[int, float], Mapping[int, float]]]) -> Crossing | None:
    """Find the crossover from ln seconds by size and heat, of sequential and of a strategy.

    None where no heat measured all sizes, and where there is but one.
    """
    sizes = sorted(logs)
    if len(sizes) < 2:
        return None
    heats = sorted(set.intersection(*(set(floors) for pair in logs.values() for floors in pair)))
    if not heats:
        return None
    sequential, strategy = (
        np.array([[logs[size][which][heat] for size in sizes] for heat in heats]) for which in (0, 1)
    )
    return find_crossing(sizes, sequential, sequential - strategy)
