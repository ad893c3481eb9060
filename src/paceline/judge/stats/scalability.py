"""The scaling curve over numbers of workers: a fit of the Universal Scalability Law, where there are enough points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..arrays import Floats

FEWEST_POINTS = 4
"""Three parameters go through any three points: it takes a fourth for the law to be wrong."""

_RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class Scalability:
    """C(N) = gN / (1 + α(N - 1) + βN(N - 1)): g (gamma) a worker's own speed, α contention, β coherency.

    `peak` is the N of the largest speed-up, sqrt((1 - α)/β), infinite where nothing but contention holds it back. Each
    `..._range` is a 95 % bootstrap range over heats (None: one heat).
    """

    gamma: float
    alpha: float
    beta: float
    peak: float
    gamma_range: tuple[float, float] | None = None
    alpha_range: tuple[float, float] | None = None
    beta_range: tuple[float, float] | None = None


def fit_scalability(workers: Sequence[float], log_speedups: Floats, *, seed: int = 0) -> Scalability | None:
    """Fit the law to logs of speed-ups, heats by numbers of workers; None with fewer than four different numbers.

    Method: least squares on the mean logs (errors of a measurement are relative), α and β not negative; ranges from
    the percentiles of fits to resampled heats.
    Assumes that the law holds, which nothing here tests: with few points it describes them, it does not predict.
    Not exact; with few heats the ranges are too narrow.

    Reference: N. J. Gunther (2007), "Guerrilla Capacity Planning", Springer, chapter 4 on.
    """
    n = np.asarray(workers, dtype=np.float64)
    if np.unique(n).size < FEWEST_POINTS or np.isnan(log_speedups).any():
        return None
    middle = usl_fit(n, np.exp(log_speedups.mean(axis=0)))
    heats = len(log_speedups)
    if heats < 2:
        return _scalability(middle)
    rng = np.random.default_rng(seed)
    drawn = log_speedups[rng.integers(heats, size=(_RESAMPLES, heats))].mean(axis=1)
    fits = np.array([usl_fit(n, np.exp(row)) for row in drawn])
    low, high = np.quantile(fits, (0.025, 0.975), axis=0)
    ranges = [(float(a), float(b)) for a, b in zip(low, high, strict=True)]
    return _scalability(middle, ranges)


def usl_fit(n: Floats, c: Floats, error: Floats | None = None) -> Floats:
    """Give (gamma, α, β) by least squares of (C - law)/error; `error` is a standard deviation a point, C by default.

    The law's reciprocal is linear in its parameters, N/C = (1 + α(N - 1) + βN(N - 1))/g: a nonnegative linear fit of it
    is where the search starts.
    """
    from scipy import optimize  # noqa: PLC0415 (a third of a second, which only this fit is worth)

    sd = c if error is None else error
    design = np.column_stack([np.ones_like(n), n - 1.0, n * (n - 1.0)])
    weight = c**2 / (n * sd)  # d(N/C) = N/C² dC
    start, _ = optimize.nnls(design * weight[:, None], n / c * weight)
    first = max(float(start[0]), 1e-12)
    guess = np.array([1.0 / first, start[1] / first, start[2] / first])

    def off(p: Floats) -> Floats:
        law = p[0] * n / (1.0 + p[1] * (n - 1.0) + p[2] * n * (n - 1.0))
        return np.asarray((c - law) / sd)

    scale = np.maximum(np.abs(guess), (1e-3, 1e-4, 1e-6))
    found = optimize.least_squares(off, guess, bounds=(0.0, np.inf), x_scale=scale, xtol=1e-12, ftol=1e-12)
    return np.asarray(found.x, dtype=np.float64)


def _scalability(fit: Floats, ranges: Sequence[tuple[float, float]] = ()) -> Scalability:
    gamma, alpha, beta = (float(value) for value in fit)
    peak = math.sqrt(max(1.0 - alpha, 0.0) / beta) if beta > 1e-12 else math.inf
    return Scalability(gamma, alpha, beta, peak, *ranges)
