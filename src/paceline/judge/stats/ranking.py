"""Which strategies are fastest at one size; ties are ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..policy import ALPHA
from ..records import LEVEL
from .averages import Mean, Ratio, mean_over_heats
from .moderation import NOTHING, Noise
from .student import share_above

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..arrays import Floats


TIE = 0.05
"""Two strategies tie where their times are known to differ by at most this share."""


@dataclass(frozen=True, slots=True)
class Place:
    """One strategy's place: its time ÷ the best one's, the p-value of being no slower, whether it ties for first."""

    strategy: str
    ratio: Ratio
    p: float
    fastest: bool

    @property
    def ties(self) -> bool:
        """Whether it is known to take at most `TIE` longer than the best; of the best itself it is."""
        return self.ratio.high <= 1 + TIE


def _unknown(_one: str, _other: str) -> Noise:
    return NOTHING


def rank(
    strategies: Sequence[str],
    log_times: Floats,
    alpha: float = ALPHA,
    noise: Callable[[str, str], Noise] = _unknown,
) -> tuple[Place, ...]:
    """Order strategies by their mean log time and say which are not significantly slower than the best.

    Hypothesis, for each other than the best seen: it is no slower than that one.
    Method: subset selection: one-sided paired (trimmed) t-tests over heats against the strategy with the smallest
    mean, each at α/(k - 1) for k strategies (Bonferroni). Not Holm's steps: the best is chosen from the same heats, and
    a later step's larger level is only proven for hypotheses that were fixed before.
    Assumes independent heats and close to normal differences of logs. Then the truly fastest strategy is among those
    called fastest with probability at least 1 - α: it could only be left out by one of k - 1 tests that are true.
    Conservative. Cannot rank from one heat: all tie.

    `log_times` is heats by strategies (ln seconds), NaN where one did not run; pairs use the heats both ran in.
    `noise` gives what other groups of rivals show of the distance between two strategies: with it the tests are as
    exact as `moderation.Noise` is.
    Returns places in order of the mean over common heats.

    References: S. S. Gupta (1965), "On some multiple decision (selection and ranking) rules", Technometrics 7, 225-245.
    J. C. Hsu (1981), "Simultaneous confidence intervals for all distances from the 'best'", The Annals of Statistics 9,
    1026-1034.
    """
    behind = _distances(log_times)
    best = strategies[next(iter(behind))]
    level = alpha / max(len(strategies) - 1, 1)
    places: list[Place] = []
    for j, own in behind.items():
        distance = noise(strategies[j], best).moderate(own)
        known = np.isfinite(distance.error) and places
        p = float(share_above(distance.mean / distance.error, distance.freedom)) if known else 1.0
        ratio = distance.ratio(LEVEL) if places else Ratio(1.0, 1.0, 1.0, distance.heats)
        places.append(Place(strategies[j], ratio, p, fastest=p > level))
    return tuple(places)


def _distances(log_times: Floats) -> dict[int, Mean]:
    """Give how far each column is behind the best, in order of the mean over common heats; the best is the first."""
    complete = log_times[~np.isnan(log_times).any(axis=1)]
    center = complete.mean(axis=0) if len(complete) else np.array([mean_over_heats(y).mean for y in log_times.T])
    order = [int(column) for column in np.argsort(center, kind="stable")]
    return {column: mean_over_heats(log_times[:, column] - log_times[:, order[0]]) for column in order}
