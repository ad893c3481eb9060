"""Other tools' rules, from their documentation, on the same heats.

Their rules read rounds, or runs of a process; here each heat is a run of both sides. `rounds` builds the sides: the
log floors of a heat are -z/2 and +z/2, so that the heat's ratio is exactly z, and each of 12 rounds adds what only
ever slows it down. This favours the tools: their two sides run one after the other, minutes or days apart, and meet
another machine each time; here they meet in lockstep, and only z is left of the difference.

Every rule takes seconds as (heats, rounds, cases), baseline and candidate, and says which cases it calls slower.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Callable

    from noises import Floats
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Rule = Callable[[Floats, Floats], Bools]

ROUNDS = 12


def rounds(rng: np.random.Generator, z: Floats) -> tuple[Floats, Floats]:
    """Build both sides' rounds: 3 % of exponential noise each, and an interruption of 10 to 100 % in one of fifty."""
    shape = (len(z), ROUNDS, z.shape[1])

    def side(log_floor: Floats) -> Floats:
        jitter = 0.03 * rng.exponential(size=shape)
        jitter += (rng.random(shape) < 0.02) * rng.uniform(0.1, 1.0, shape)
        return np.asarray(np.exp(log_floor)[:, None, :] * (1.0 + jitter))

    return side(-z / 2), side(z / 2)


def pytest_benchmark(field: Callable[..., Floats]) -> Rule:
    """`--benchmark-compare-fail=FIELD:5%`: the saved run's field against this run's; one heat is the run."""

    def rule(baseline: Floats, candidate: Floats) -> Bools:
        return np.asarray(field(candidate[0], axis=0) / field(baseline[0], axis=0) * 100 - 100 > 5)

    return rule


def github_action_benchmark(baseline: Floats, candidate: Floats) -> Bools:
    """`alert-threshold: 200%`, the default: for pytest it reads operations a second, 1/mean; one heat is the run."""
    return np.asarray(candidate[0].mean(axis=0) / baseline[0].mean(axis=0) > 2.0)


def asv(baseline: Floats, candidate: Floats) -> Bools:
    """`asv continuous`: medians apart by the factor 1.1 and Mann-Whitney p < 0.002; two processes' rounds, pooled."""
    a, b = (side[:2].reshape(-1, side.shape[2]) for side in (baseline, candidate))
    p = stats.mannwhitneyu(a, b, axis=0, method="asymptotic").pvalue
    return np.asarray((np.median(b, axis=0) / np.median(a, axis=0) > 1.1) & (p < 0.002))


def pyperf(baseline: Floats, candidate: Floats) -> Bools:
    """`pyperf compare_to`: a pooled two-sample t-test, two-tailed at 95 %; 20 processes of 3 values, taken alike."""
    a, b = (side[:20, :3].reshape(-1, side.shape[2]) for side in (baseline, candidate))
    found = stats.ttest_ind(b, a, axis=0)
    return np.asarray((found.pvalue <= 0.05) & (found.statistic > 0))


def benchmatrix(baseline: Floats, candidate: Floats) -> tuple[Bools, Bools]:
    """`benchmatrix compare` defaults: 5 runs a side, ratio of the medians of the runs' means, threshold 5 %.

    A BCa bootstrap interval (all resamples of 5, exactly) at 95 % over the grid by Bonferroni: slower where it lies
    beyond 5 %, and undecided where it crosses a limit. Returns both; its gate fails on either.
    """
    runs = [side[:5].mean(axis=1) for side in (baseline, candidate)]
    tail = 0.05 / baseline.shape[2] / 2
    low, high = _bca(*runs, tail)
    # Its own figure is an improvement, 1 - ratio here: "regressed" is an interval wholly beyond the threshold.
    slower, faster, same = low > 1.05, high < 0.95, (low >= 0.95) & (high <= 1.05)
    return np.asarray(slower), np.asarray(~(slower | faster | same))


def _bca(a: Floats, b: Floats, tail: float) -> tuple[Floats, Floats]:
    """Give the BCa limits of median(b)/median(a), from the exact distribution of a resampled median of five."""
    order = np.arange(6) / 5
    weight = np.diff(stats.binom.sf(2, 5, order))  # P(the resampled median is the k-th of the five)
    a, b = np.sort(a, axis=0), np.sort(b, axis=0)
    atoms = np.stack([b[j] / a[i] for i, j in product(range(5), repeat=2)])
    mass = np.array([weight[i] * weight[j] for i, j in product(range(5), repeat=2)])
    ranks = np.argsort(atoms, axis=0)
    atoms, cumulative = np.take_along_axis(atoms, ranks, axis=0), mass[ranks].cumsum(axis=0)
    estimate = b[2] / a[2]
    below = np.where(atoms < estimate, mass[ranks], 0).sum(axis=0) + 0.5 * weight[2] ** 2
    z0 = stats.norm.ppf(below)
    left_out = [np.median(np.delete(b, k, axis=0), axis=0) / a[2] for k in range(5)]
    left_out_a = [b[2] / np.median(np.delete(a, k, axis=0), axis=0) for k in range(5)]
    d = np.concatenate([np.mean(part, axis=0) - np.stack(part) for part in (left_out, left_out_a)])
    with np.errstate(divide="ignore", invalid="ignore"):
        acceleration = np.nan_to_num((d**3).sum(axis=0) / (6 * (d**2).sum(axis=0) ** 1.5))
    limits = []
    for q in (stats.norm.ppf(tail), -stats.norm.ppf(tail)):
        moved = stats.norm.cdf(z0 + (z0 + q) / (1 - acceleration * (z0 + q)))
        at = np.minimum((cumulative < moved).sum(axis=0), 24)
        limits.append(np.take_along_axis(atoms, at[None], axis=0)[0])
    return limits[0], limits[1]


RULES: dict[str, Rule] = {
    "pytest-benchmark min:5%": pytest_benchmark(np.min),
    "pytest-benchmark mean:5%": pytest_benchmark(np.mean),
    "pytest-benchmark median:5%": pytest_benchmark(np.median),
    "github-action-benchmark 200%": github_action_benchmark,
    "asv continuous": asv,
    "pyperf compare_to": pyperf,
    "benchmatrix": lambda baseline, candidate: benchmatrix(baseline, candidate)[0],
    "benchmatrix, gate fails": lambda baseline, candidate: np.logical_or(*benchmatrix(baseline, candidate)),
}
"""The last one counts undecided cases as its `--fail-on-regression` does, which fails on them."""
