"""The case is shown to be within the margin: a trimmed t interval that lies inside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import Bools, Floats, Ints, packed
from .student import above_which

TRIM = 0.1
"""Share of the heats left out at each end: a wild heat in ten costs nothing, and fewer than ten keep all they know."""

TRIM_LIVE = 0.2
"""The same for a case that is looked at after every heat, and waits for the next: from five heats on one wild heat does
not keep it in the race (`nox -s replay` prints after how many heats clean cases leave)."""

FIRST_LOOK = 4
"""Fewest heats that are looked at. Three agree by chance too often: with t at 99 % on 2 degrees of freedom, 7 standard
errors must fit into the margin, and a lucky small spread does it."""

MISSED_SLOWER = 0.01
"""How often, at one look, a case slower by just the margin is called unchanged: a regression would be missed."""

MISSED_FASTER = 0.1
"""The same for one that much faster. Missing an improvement costs little, and a stricter level would keep every clean
case in the race for another heat or two."""

LEAST_SPREAD = 1e-4
"""0.01 %, a coarse clock's tick in a round: heats that all agree to the last bit do not prove a spread of zero."""


@dataclass(frozen=True, slots=True)
class TrimmedMeans:
    """Trimmed means after each heat: heats by cases. Where there are fewer than two heats the error is infinite."""

    mean: Floats
    error: Floats
    freedom: Floats

    def bound(self, miss: Floats | float) -> Floats:
        """Give how far the true middle is from the mean at most, on one side, but for a share `miss` of the time."""
        known = np.isfinite(self.error)
        freedom = np.where(known, self.freedom, 1.0)
        return np.where(known, above_which(miss, freedom) * np.where(known, self.error, 0.0), np.inf)

    def last(self) -> TrimmedMeans:
        """Give the means after the last heat only, one value a case."""
        return TrimmedMeans(self.mean[-1], self.error[-1], self.freedom[-1])

    def after(self, row: Ints) -> TrimmedMeans:
        """Give the means after one heat of each case only, by its row: one value a case."""
        at = row, np.arange(row.size)
        return TrimmedMeans(self.mean[at], self.error[at], self.freedom[at])


def trimmed_means(z: Floats, trim: float = TRIM) -> TrimmedMeans:
    """Estimate the middle of each case's log-ratios after each of its heats, and the standard error of that.

    Method: the symmetrically trimmed mean with g = floor(trim · n) left out at each end; its squared error is
    SSD_w / (h (h - 1)), h = n - 2g, SSD_w the sum of squared deviations of the sample Winsorized by g; the quotient
    is close to Student's t with h - 1 degrees of freedom (trimmed t, Yuen's t). With g = 0 it is the plain mean and t.
    Assumes independent heats symmetric about one point. Exact for normal heats without trimming; otherwise close: the
    study measures what that is worth. Cannot answer with one heat: the error is then infinite.

    `z` is heats by cases with NaN. Row i belongs to heat i + 1 of the race; a case absent there keeps what it had.

    References: J. W. Tukey and D. H. McLaughlin (1963), "Less vulnerable confidence and significance procedures for
    location based on a single sample: Trimming/Winsorization 1", Sankhya A 25, 331-352. K. K. Yuen (1974), "The
    two-sample trimmed t for unequal population variances", Biometrika 61, 165-170.
    """
    values, count = packed(z)
    heats, cases = values.shape
    mean, error, freedom = np.full((3, heats + 1, cases), np.nan)
    error[:] = np.inf
    columns = np.ascontiguousarray(values.T)
    for n in range(1, heats + 1):
        mean[n], error[n], freedom[n] = trimmed_mean(np.sort(columns[:, :n], axis=1), trim)
    own_heat = np.minimum(np.cumsum(~np.isnan(z), axis=0), count)
    return TrimmedMeans(*(np.take_along_axis(rows, own_heat, axis=0) for rows in (mean, error, freedom)))


def trimmed_mean(ordered: Floats, trim: float = TRIM) -> tuple[Floats, Floats, float]:
    """Give means, standard errors and degrees of freedom of sorted rows: see `trimmed_means`."""
    n = ordered.shape[1]
    g = int(trim * n)
    h = n - 2 * g
    kept = ordered[:, g : n - g]
    mean = kept.mean(axis=1)
    if h == 1:
        return mean, np.full_like(mean, np.inf), 0.0
    # Winsorized: each value left out counts as the nearest one kept.
    total = kept.sum(axis=1) + g * (kept[:, 0] + kept[:, -1])
    middle = total / n
    ssd = ((kept - middle[:, None]) ** 2).sum(axis=1)
    ssd += g * ((kept[:, 0] - middle) ** 2 + (kept[:, -1] - middle) ** 2)
    error = np.sqrt(ssd / (h * (h - 1.0)))
    return mean, np.maximum(error, LEAST_SPREAD / np.sqrt(n)), h - 1.0


def within_margin(
    z: Floats,
    margin: Floats,
    means: TrimmedMeans | None = None,
    slower: Floats | float = 0.0,
    faster: Floats | float = 0.0,
) -> Bools:
    """Say after which heats each case is shown to be within its margin, on both sides.

    Hypothesis that is to be excluded: the case is slower by the margin or more, or faster by it or more.
    Method: two one-sided tests (TOST) with the trimmed t: mean + t(1 - 1 %/E) · error < margin and
    mean - t(1 - 10 %/E') · error > -margin, E and E' the evidence that the case is slower, and faster, where above 1.
    The two levels differ because the two mistakes do. Both are divided by the evidence because a narrow interval is now
    and then luck, above all where few heats agree by chance; bets on the same heats have then mostly won already. A
    case that is precisely known to be a little slower passes all the same: its interval is narrow at every level.
    Assumes what `trimmed_means` does. Each look has its level by itself; a case that is looked at after every heat
    until it is unchanged or slower has several chances, so that of cases slower by just the margin 1 to 4 % are
    called unchanged before their regression is found, and of those slower by 4/3 of it under 0.5 % (studies/replay).
    Stopping early for equivalence cannot make a false alarm: the evidence is a supermartingale whenever it is left.
    Cannot answer before heat 4.

    `margin` is one positive natural-log ratio a case; `slower` and `faster` are ln E after each heat, heats by cases;
    returns heats by cases.

    Reference: D. J. Schuirmann (1987), "A comparison of the two one-sided tests procedure and the power approach for
    assessing the equivalence of average bioavailability", Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
    """
    m = trimmed_means(z, TRIM_LIVE) if means is None else means
    enough = np.cumsum(~np.isnan(z), axis=0) >= FIRST_LOOK
    not_slower = m.mean + m.bound(MISSED_SLOWER * np.exp(-np.maximum(slower, 0.0))) < margin
    not_faster = m.mean - m.bound(MISSED_FASTER * np.exp(-np.maximum(faster, 0.0))) > -margin
    return np.asarray(enough & not_slower & not_faster)
