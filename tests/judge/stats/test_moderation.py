"""What cells share of their noise, against simulated races whose truth is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paceline.judge.stats.averages import Mean, mean_over_heats
from paceline.judge.stats.moderation import NOTHING, Noise

if TYPE_CHECKING:
    from paceline.judge.arrays import Floats

CELLS, HEATS = 400, 3


def cells(freedom: float, seed: int, *, shared: float = 0.0) -> Floats:
    """Return heats by cells around 0, whose variances are around 0.01, spread as these degrees of freedom say."""
    rng = np.random.default_rng(seed)
    deviation = np.sqrt(0.01 * freedom / rng.chisquare(freedom, CELLS))
    noise = rng.standard_normal((HEATS, CELLS)) + shared * rng.standard_normal((HEATS, 1))
    return np.asarray(noise / np.sqrt(1 + shared**2) * deviation)


@pytest.mark.parametrize("freedom", [1.5, 4.0, 8.0])
def test_the_fit_finds_how_variances_are_spread(freedom: float):
    """What they were drawn from comes back."""
    fits = [Noise.of(map(mean_over_heats, cells(freedom, seed).T)) for seed in range(10)]
    assert np.median([fit.variance for fit in fits]) == pytest.approx(0.01, rel=0.15)
    assert np.median([fit.freedom for fit in fits]) == pytest.approx(freedom, rel=0.4)


def test_cells_that_are_alike_share_nearly_all():
    """With one variance for all there is as much freedom as may be borrowed."""
    noise = np.random.default_rng(1).standard_normal((HEATS, CELLS))
    assert Noise.of(map(mean_over_heats, noise.T)).freedom > 20


@pytest.mark.parametrize("shared", [0.0, 1.0])
@pytest.mark.parametrize("freedom", [1.5, 4.0, 50.0])
def test_an_interval_holds_the_truth_as_often_as_it_says(freedom: float, shared: float):
    """Of 95 % intervals from three heats 95 % hold it, also where a heat is the same good or bad luck for all cells."""
    held, width, plain = [], [], []
    for seed in range(8):
        means = [mean_over_heats(column) for column in cells(freedom, seed, shared=shared).T]
        noise = Noise.of(means)
        bounds = np.array([noise.moderate(mean).bound(0.025) for mean in means])
        held.append(np.mean(np.abs([mean.mean for mean in means]) <= bounds))
        width.append(np.median(bounds))
        plain.append(np.median([mean.bound(0.025) for mean in means]))
    assert np.mean(held) == pytest.approx(0.95, abs=0.05 if shared else 0.015)
    assert np.mean(width) < 0.8 * np.mean(plain)


@pytest.mark.parametrize("count", [0, 5])
def test_few_cells_say_nothing(count: int):
    """A race of a few cases judges each by itself."""
    cell = Mean(0.1, 0.02, 3.0, 4)
    assert Noise.of([cell] * count) == NOTHING
    assert NOTHING.moderate(cell) == cell


def test_one_heat_stays_unknown():
    """What a cell's own heats say nothing of is not said by others."""
    once = mean_over_heats(np.array([0.5]))
    assert Noise(0.01, 4.0).moderate(once) == once
    assert Noise.of([once] * 50) == NOTHING
