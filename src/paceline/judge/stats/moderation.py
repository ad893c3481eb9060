"""What cells of one race share: how much their heats differ. A cell of few heats borrows it from all others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special

from .averages import Mean

if TYPE_CHECKING:
    from collections.abc import Iterable

_FEWEST = 6
"""Cells from which on it is said how their variances are spread."""

_MOST = 1e3
"""Degrees of freedom that are borrowed at most: cells are never known to have just the same variance."""


@dataclass(frozen=True, slots=True)
class Noise:
    """The variance that a cell of this race may be expected to have before it is measured."""

    variance: float
    """Of the logarithm of one heat."""
    freedom: float
    """As many degrees of freedom as that expectation is worth; 0: nothing is known."""

    @classmethod
    def of(cls, cells: Iterable[Mean]) -> Noise:
        """Fit the noise of these cells; nothing is known from fewer than six that have two heats.

        Method: empirical Bayes. The cells' variances are taken to be drawn from a scaled inverse chi-squared
        distribution; its two parameters follow from the mean and the variance of the logarithms of what was measured
        (eqs. 4 to 6 there). Where cells differ in nothing but luck much is borrowed, where some are far noisier than
        others little.
        Assumes that cells are independent. They share heats, so that the fit is less certain than their number says.

        Reference: G. K. Smyth (2004), "Linear models and empirical Bayes methods for assessing differential expression
        in microarray experiments", Statistical Applications in Genetics and Molecular Biology 3, article 3.
        """
        known = [cell for cell in cells if cell.freedom > 0]
        if len(known) < _FEWEST:
            return NOTHING
        half = np.array([cell.freedom for cell in known]) / 2
        logs = np.log([cell.variance for cell in known]) - special.digamma(half) + np.log(half)
        spread = float(logs.var(ddof=1) - special.polygamma(1, half).mean())
        freedom = 2 * _inverse_trigamma(spread)
        return cls(math.exp(logs.mean() + special.digamma(freedom / 2) - math.log(freedom / 2)), freedom)

    def moderate(self, cell: Mean) -> Mean:
        """Return a cell with a variance between its own and the expected one, and with the degrees of both.

        One heat has no variance of its own, and stays unknown.
        """
        if not (cell.freedom and self.freedom):
            return cell
        freedom = cell.freedom + self.freedom
        variance = (cell.freedom * cell.variance + self.freedom * self.variance) / freedom
        return Mean(cell.mean, math.sqrt(variance / cell.heats), freedom, cell.heats)


NOTHING = Noise(0.0, 0.0)


def _inverse_trigamma(value: float) -> float:
    """Return where the trigamma function, which falls, has this value; `_MOST`/2 where it is smaller there."""
    if value <= special.polygamma(1, _MOST / 2):
        return _MOST / 2
    return float(optimize.brentq(lambda x: special.polygamma(1, x) - value, 1e-6, _MOST / 2))
