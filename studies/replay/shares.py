"""Rounds or heats: how the spread of a heat falls with its rounds, and what it costs to get the same error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paceline.judge.stats.heat import log_ratio

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recordings import Heat

ROUNDS = (2, 4, 8, 16, 24, 32, 40)
CASES = (30, 9, 1)
"""Cases that share the start of a heat."""

FEWEST = 50


def by_rounds(heats: Iterable[Heat], start: float) -> None:
    """Print the spread of z by rounds, and the seconds that the same error takes, in units of the best number's.

    The part of a heat's variance that is its rounds' own is a quarter of the variance of z over its even rounds less z
    over its odd ones; what is left is the processes', which only more heats average out. Seconds for the same error
    go with variance × (start ÷ cases + rounds × seconds of one): W. G. Cochran, "Sampling Techniques", 3rd ed., 10.6.
    """
    everything = list(heats)
    most = max((n for n in ROUNDS if sum(len(h.baseline) >= n for h in everything) >= FEWEST), default=0)
    long = [h for h in everything if len(h.baseline) >= most]
    if not most:
        return
    seconds = float(np.median([h.seconds / len(h.baseline) for h in long]))
    tried = [n for n in ROUNDS if n <= most]
    spread = np.array([_spread([log_ratio(h.baseline[:n], h.candidate[:n]) for h in long]) for n in tried])
    own = np.array([_spread([_halves(h, n) for h in long]) / 2 for n in tried])
    costs = [spread**2 * (start / cases + np.array(tried) * seconds) for cases in CASES]
    print(f"\nThe first rounds of {len(long)} heats that have {most}: MAD of z, the rounds' own part of it, and,")
    print("with so many cases in a heat, seconds for the same error ÷ those of the best\n")
    print("rounds     MAD    own  " + "".join(f"{cases:6}" for cases in CASES))
    for i, n in enumerate(tried):
        print(f"{n:6} {spread[i]:7.2%} {own[i]:6.2%}  " + "".join(f"{cost[i] / cost.min():6.2f}" for cost in costs))


def _halves(heat: Heat, n: int) -> float:
    b, c = heat.baseline[:n], heat.candidate[:n]
    return log_ratio(b[::2], c[::2]) - log_ratio(b[1::2], c[1::2])


def _spread(values: list[float]) -> float:
    return float(1.4826 * np.median(np.abs(values)))
