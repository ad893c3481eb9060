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


def cells(freedom: float, seed: int, *, count: int = CELLS, heats: int = HEATS, shared: float = 0.0) -> Floats:
    """Return heats by cells around 0, whose variances are around 0.01, spread as these degrees of freedom say.

    `shared`: the deviation of what all cells of a heat have in common, of their own.
    """
    rng = np.random.default_rng(seed)
    deviation = np.sqrt(0.01 * freedom / rng.chisquare(freedom, count))
    noise = rng.standard_normal((heats, count)) + shared * rng.standard_normal((heats, 1))
    return np.asarray(noise / np.sqrt(1 + shared**2) * deviation)


def fitted(z: Floats) -> Noise:
    """Return the noise of these columns."""
    return Noise.of([dict(enumerate(column)) for column in z.T])


@pytest.mark.parametrize("freedom", [1.5, 4.0, 8.0])
def test_the_fit_finds_how_variances_are_spread(freedom: float):
    """What they were drawn from comes back."""
    fits = [fitted(cells(freedom, seed)) for seed in range(10)]
    assert np.median([fit.variance for fit in fits]) == pytest.approx(0.01, rel=0.15)
    assert np.median([fit.freedom for fit in fits]) == pytest.approx(freedom, rel=0.4)


def test_cells_that_are_alike_share_nearly_all():
    """With one variance for all there is as much freedom as may be borrowed; less where they share their luck."""
    apart, together = (
        np.median([fitted(cells(1e6, seed, shared=shared)).freedom for seed in range(9)]) for shared in (0.0, 2.0)
    )
    assert together < 10
    assert apart > 20


@pytest.mark.parametrize(("shared", "within"), [(0.0, 0.02), (1.0, 0.04), (2.0, 0.1)])
@pytest.mark.parametrize(("freedom", "count"), [(2.0, 400), (50.0, 400), (2.0, 30), (50.0, 10)])
def test_an_interval_holds_the_truth_as_often_as_it_says(freedom: float, count: int, shared: float, within: float):
    """Of 95 % intervals from three heats 95 % do: of cells many or few, alike or not, with their luck shared or not."""
    held, width, plain = [], [], []
    for seed in range(3200 // count if count < 400 else 8 + int(16 * shared)):
        z = cells(freedom, seed, count=count, shared=shared)
        means, noise = [mean_over_heats(column) for column in z.T], fitted(z)
        bounds = np.array([noise.moderate(mean).bound(0.025) for mean in means])
        held.append(np.mean(np.abs(z.mean(axis=0)) <= bounds))
        width.append(np.median(bounds))
        plain.append(np.median([mean.bound(0.025) for mean in means]))
    assert np.mean(held) == pytest.approx(0.95, abs=within)
    assert np.mean(width) < 0.85 * np.mean(plain)


@pytest.mark.parametrize("count", [0, 9])
def test_few_cells_say_nothing(count: int):
    """A race of a few cases judges each by itself."""
    cell = Mean(0.1, 0.02, 3.0, 4)
    assert Noise.of([{1: 0.1, 2: 0.2}] * count) == NOTHING
    assert NOTHING.moderate(cell) == cell


def test_one_heat_stays_unknown():
    """What a cell's own heats say nothing of is not said by others."""
    once = mean_over_heats(np.array([0.5]))
    assert Noise(0.01, 4.0).moderate(once) == once
    assert Noise.of([{1: 0.5}] * 50) == NOTHING
