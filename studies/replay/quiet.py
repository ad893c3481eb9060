"""A quiet machine, simulated: there the processes differ, and of the rounds only some are disturbed."""

from __future__ import annotations

import numpy as np
from recordings import Heat

OFFSET = 0.008
"""Standard deviation of what a process is faster or slower by, its whole life long: memory layout."""

JITTER = 0.005
"""Mean of what slows a round down, exponential."""

INTERRUPTED = 0.03
"""Share of the rounds that something else slows down by 10 to 100 %."""

CASES, HEATS, ROUNDS, SECONDS = 12, 60, (12, 24, 32), 0.001


def cases(seed: int) -> dict[str, list[list[Heat]]]:
    """Simulate cases of different numbers of rounds, one gate each."""
    rng = np.random.default_rng(seed)

    def side(rounds: int) -> np.ndarray:
        slower = JITTER * rng.exponential(size=rounds)
        slower += (rng.random(rounds) < INTERRUPTED) * rng.uniform(0.1, 1.0, rounds)
        return np.asarray(SECONDS * np.exp(OFFSET * rng.standard_normal()) * (1.0 + slower))

    def heat(rounds: int) -> Heat:
        baseline, candidate = side(rounds), side(rounds)
        return Heat(baseline, candidate, float(baseline.sum() + candidate.sum()))

    return {f"simulated {k}": [[heat(ROUNDS[k % len(ROUNDS)]) for _ in range(HEATS)]] for k in range(CASES)}
