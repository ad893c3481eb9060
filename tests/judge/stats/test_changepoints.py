from __future__ import annotations

import numpy as np
import pytest

from paceline.judge.stats.changepoints import changes

pytest.importorskip("ruptures", reason="needs ruptures (pip install 'paceline[history]', Python up to 3.13)")


def series(*levels: tuple[int, float], seed: int = 1, noise: float = 0.01) -> list[float]:
    """Return stretches of so many points about their levels."""
    rng = np.random.default_rng(seed)
    return [float(level * np.exp(noise * rng.standard_normal())) for n, level in levels for _ in range(n)]


def test_a_step_is_found_where_it_is():
    """15 % slower from the ninth point on, and back again five later."""
    first, second = changes(series((8, 1.0), (5, 1.15), (9, 1.0)))
    assert (first.at, second.at) == (8, 13)
    assert first.ratio == pytest.approx(1.15, rel=0.02)
    assert second.ratio == pytest.approx(1 / 1.15, rel=0.02)


def test_few_points_have_no_change():
    """Two stretches need three points each."""
    assert changes([1, 1, 1, 2, 2]) == ()


def test_noise_alone_seldom_has_one():
    """Of 200 histories of 30 points about one level at most a tenth are said to have changed."""
    assert sum(bool(changes(series((30, 1.0), seed=seed))) for seed in range(200)) <= 20
