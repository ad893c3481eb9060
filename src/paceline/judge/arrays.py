"""The shape every test in this room works on: heats down, cases across, NaN where a case did not run."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import PacelineError

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.intp]
Bools: TypeAlias = NDArray[np.bool_]


def matrix(columns: Sequence[Sequence[float] | Floats]) -> Floats:
    """Put one column per case side by side; a shorter column (a case that left the race) is filled with NaN."""
    heats = max((len(column) for column in columns), default=0)
    z = np.full((heats, len(columns)), np.nan)
    for j, column in enumerate(columns):
        z[: len(column), j] = column
    if np.isinf(z).any():
        problem = "a heat's log-ratio is infinite: one side took no time at all"
        raise PacelineError(problem, place=f"column {int(np.isinf(z).any(axis=0).argmax())}")
    return z


def packed(z: Floats) -> tuple[Floats, Ints]:
    """Move each case's values to the top, in their order, and count them: row i is then the case's own heat i + 1.

    Below its last value a column holds zeros, which every user of this function must not look at.
    """
    missing = np.isnan(z)
    count = (~missing).sum(axis=0)
    if missing.any():
        order = np.argsort(missing, axis=0, kind="stable")
        z = np.take_along_axis(np.where(missing, 0.0, z), order, axis=0)
    return z, count


def ordered(values: Sequence[float] | Floats) -> list[float]:
    """Sort a heat's few rounds: as a list, which takes a tenth of the time that numpy's functions do for so few."""
    return sorted(np.asarray(values, dtype=np.float64).tolist())


def median(values: Sequence[float] | Floats) -> float:
    """Return the median of a heat's few rounds, at least one."""
    values = ordered(values)
    n = len(values)
    return (values[(n - 1) // 2] + values[n // 2]) / 2
