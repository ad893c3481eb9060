"""Ways of making one log-ratio of a heat's rounds, the judge's among them; each turns its sign with its sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paceline.judge.stats.heat import floor, log_ratio
from paceline.judge.stats.scale import scale_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from noises import Floats

    Summary = Callable[[Floats, Floats], float]

FEW = 12
"""Rounds up to which the judge once took the median of pairs, and floors above."""


def floors(baseline: Floats, candidate: Floats) -> float:
    """Divide the means of each side's fastest quarter."""
    return float(np.log(floor(candidate) / floor(baseline)))


def halves(baseline: Floats, candidate: Floats) -> float:
    """Divide the means of each side's fastest half."""
    means = [np.sort(rounds)[: -(-len(rounds) // 2)].mean() for rounds in (baseline, candidate)]
    return float(np.log(means[1] / means[0]))


def minimum(baseline: Floats, candidate: Floats) -> float:
    """Divide the minima."""
    return float(np.log(candidate.min() / baseline.min()))


def pairs(baseline: Floats, candidate: Floats) -> Floats:
    """Give ln(candidate ÷ baseline) of neighbouring rounds."""
    n = min(len(baseline), len(candidate))
    return np.asarray(np.log(candidate[:n] / baseline[:n]))


def pairs_median(baseline: Floats, candidate: Floats) -> float:
    """Take the median over neighbouring rounds."""
    return float(np.median(pairs(baseline, candidate)))


def pairs_trimmed(baseline: Floats, candidate: Floats) -> float:
    """Take the mean over neighbouring rounds without the quarter at either end."""
    d = np.sort(pairs(baseline, candidate))
    return float(d[len(d) // 4 : len(d) - len(d) // 4].mean())


def fast_pairs(baseline: Floats, candidate: Floats) -> float:
    """Take the median over the half of the neighbouring rounds that took the least time, both sides together."""
    n = min(len(baseline), len(candidate))
    fast = np.argsort(baseline[:n] * candidate[:n], kind="stable")[: -(-n // 2)]
    return float(np.median(pairs(baseline, candidate)[fast]))


def former(baseline: Floats, candidate: Floats) -> float:
    """Take what the judge once took for a case in one thread: the median of few pairs, floors where there are more."""
    return (pairs_median if min(len(baseline), len(candidate)) <= FEW else floors)(baseline, candidate)


SUMMARIES: dict[str, Summary] = {
    "ranks (the judge)": log_ratio,
    "the former rule": former,
    "floor": floors,
    "median of pairs": pairs_median,
    "trimmed pairs": pairs_trimmed,
    "fastest pairs": fast_pairs,
    "fastest half": halves,
    "minimum": minimum,
}


NAMES = (*SUMMARIES, "steadiest so far")


def with_steadiest(z: Floats) -> Floats:
    """Add what the summary gives whose scale was the smallest over the heats before; summaries × heats × cases.

    Which one that is was known before the heat and is the same for both sides, so that the bets stay fair.
    """
    scales = np.stack([scale_path(each)[:-1] for each in z])
    chosen = np.take_along_axis(z, scales.argmin(axis=0)[None], axis=0)
    return np.concatenate([z, chosen])
