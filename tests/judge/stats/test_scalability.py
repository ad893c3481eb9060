from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paceline.judge.stats.scalability import fit_scalability, usl_fit

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats

WORKERS = np.array([1.0, 2, 4, 8, 16])


def law(n: Floats, gamma: float, alpha: float, beta: float) -> Floats:
    """Compute the law's speed-up."""
    return gamma * n / (1 + alpha * (n - 1) + beta * n * (n - 1))


def test_it_is_the_fit_of_rs_usl_package():
    """The usl package's example, SPEC SDM91 on a SPARCcenter 2000: gamma 89.995, alpha 0.0277285, beta 0.0001044."""
    load = np.array([1, 18, 36, 72, 108, 144, 216.0])
    throughput = np.array([64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2])
    fit = usl_fit(load, throughput, np.ones(7))
    np.testing.assert_allclose(fit, [89.995, 0.0277285, 0.0001044], rtol=5e-4)


@pytest.mark.parametrize("truth", [(1, 0.1, 0.01), (0.9, 0.05, 0.0), (1.2, 0.0, 0.02), (1, 0, 0)])
def test_a_law_without_noise_is_found(truth: tuple[float, float, float]):
    """Exact speed-ups give their parameters back, those on the edge at 0 as well."""
    np.testing.assert_allclose(usl_fit(WORKERS, law(WORKERS, *truth)), truth, atol=1e-4)


@pytest.mark.parametrize("workers", [[1, 2, 4], [1, 1, 2, 2]])
def test_three_points_are_not_enough(workers: list[int]):
    """Three parameters fit any three points, so that there is no answer."""
    assert fit_scalability(workers, np.zeros((5, len(workers)))) is None


def test_a_number_of_workers_that_did_not_run_leaves_no_answer():
    """A gap in the curve is not fitted over."""
    assert fit_scalability([1, 2, 4, 8], np.full((3, 4), np.nan)) is None


def test_the_peak_is_where_the_curve_turns():
    """Its place is sqrt((1 - alpha)/beta); where nothing but contention slows down there is none."""
    fit = fit_scalability(list(WORKERS), np.log(law(WORKERS, 1, 0.1, 0.01))[None, :])
    assert fit is not None
    assert fit.peak == pytest.approx(math.sqrt(0.9 / 0.01), rel=1e-3)
    assert fit.alpha_range is None
    straight = fit_scalability(list(WORKERS), np.log(law(WORKERS, 1, 0.1, 0.0))[None, :])
    assert straight is not None
    assert straight.peak > 1000


def test_the_ranges_hold_the_truth_mostly():
    """Of 15 curves with 2 % of noise over 12 heats nearly all ranges of each parameter hold it."""
    rng = np.random.default_rng(1)
    held = np.zeros(3)
    for seed in range(15):
        y = np.log(law(WORKERS, 1, 0.1, 0.01)) + 0.02 * rng.standard_normal((12, 5))
        fit = fit_scalability(list(WORKERS), y, seed=seed)
        assert fit is not None
        ranges = (fit.gamma_range, fit.alpha_range, fit.beta_range)
        held += [r is not None and r[0] <= x <= r[1] for r, x in zip(ranges, (1, 0.1, 0.01), strict=True)]
    assert np.all(held >= 12)
