"""Evidence that a case got slower: an e-process that needs no assumption about the noise but its symmetry.

Every other verdict of a race leans on this one; `interval` is the same test turned inside out.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Bools, Floats, packed
from .scale import scale_path

LAMBDAS = {0.25: 1 / 15, 0.5: 2 / 15, 1.0: 4 / 15, 2.0: 4 / 15, 4.0: 4 / 15}
"""How steeply a bet rises with x/s, and the part of the first wealth that is bet so.

λ = μ/σ is the best for a shift μ under normal noise σ, so that this covers shifts from a quarter to four times a heat's
noise; beyond four every bet is all or nothing already. Small shifts take a hundred heats and more, and a few
more from a small part of the wealth; the others are found sooner for it."""

STAKES = (0.95, 0.75)
"""Which part of the wealth is put up, b. Where a share p of saturated heats goes the wrong way, b = 1 - 2p is the best:
0.95 for 2.5 % of them, 0.75 for 12.5 %. Never 1: one wild heat would take everything and for ever."""

_FIRST = np.array([[part / len(STAKES)] for part in LAMBDAS.values() for _ in STAKES])
"""What each bettor begins with, shape (bettors, 1)."""

_BLOCK = 256
"""Heats multiplied up before wealth is renormalised: 1.95 ** 256 = 1e74 and 0.25 ** 256 = 1e-154 are both floats."""


def log_evidence(z: Floats, null: Floats | float, scale: Floats | None = None) -> Floats:
    """Give ln E after each heat: the evidence that z is centred above `null`.

    Hypothesis: in every heat, given all heats before it, z is symmetric about `null` or about a point below it:
    the case got no slower than `null`, whatever the distribution of the noise, and however it changes over the race.
    Method: an e-process (test martingale, betting score, test by betting). Wealth starts at 1; before heat i a bettor
    puts the part b of it on "slower", and the heat multiplies it by 1 + b · tanh(λ · x_i / s_i), x_i = z_i - null.
    E_n is the wealth of ten bettors together, every λ of `LAMBDAS` with every b of `STAKES`. The factor with b = 1 is
    the growth-optimal e-variable 2 / (1 + exp(-2μx/σ²)) of a normal alternative with λ = μs/σ² against symmetry.
    For "faster", call it with -z.
    Assumes only that which side plays which role is a fair coin in each heat: then under no change z and -z have the
    same distribution. tanh is odd and increasing and s_i is known before the heat, so that each factor's mean is at
    most 1 under the hypothesis, and each bettor's wealth, and their sum, is a nonnegative supermartingale.
    Exact for every n and every stopping rule: P(ln E_n >= ln(1/α) for any n) <= α (Ville's inequality). Conservative
    by what the wealth is short of 1/α when a race ends, and by the overshoot.
    Cannot answer in few heats: no n heats of any size give more than ln E = n · ln 1.95 - ln 2 + something small (the
    half of the wealth that bets b = 0.95 doubles at best): 6.4 for 31 hypotheses at 5 % takes 11 heats, 9.9 for 1,001
    takes 16. Never feed it one-sided values, such as ratios to a minimum: symmetry is all that it rests on.

    `z` is heats by cases, natural-log ratios, NaN where a case did not run (its wealth then stays); `null` a number or
    one per case, in the same unit; `scale` the result of `scale_path`, where it is known already.
    Returns heats by cases. Constants were chosen by simulation (studies/replay).

    References: J. Ville (1939), "Étude critique de la notion de collectif", Gauthier-Villars. A. Ramdas, J. Ruf,
    M. Larsson and W. Koolen (2020), "Admissible anytime-valid sequential inference must rely on nonnegative
    martingales", arXiv:2009.03167 (testing symmetry). V. Vovk and R. Wang (2024), "Nonparametric e-tests of symmetry",
    The New England Journal of Statistics in Data Science 2, 261-270. A. Ramdas, P. Grünwald, V. Vovk and G. Shafer
    (2023), "Game-theoretic statistics and safe anytime-valid inference", Statistical Science 38, 576-601.
    """
    values, count = packed(z)
    s = scale_path(values) if scale is None else scale
    path = log_wealth(standardised(values, null, s, count))
    return unpacked(path, ~np.isnan(z))


def standardised(values: Floats, null: Floats | float, scale: Floats, count: Floats | np.ndarray) -> Floats:
    """Give x_i / s_i of packed values, 0 (a bet on nothing) below a case's last heat."""
    heats = len(values)
    own = np.arange(heats)[:, None] < count
    return np.where(own, (values - null) / scale[:heats], 0.0)


def log_wealth(u: Floats) -> Floats:
    """Give the log of the bettors' joint wealth after each heat, from u = x/s, heats by cases.

    In blocks of heats: within one, wealths are products; between two, each bettor's share of the total is carried on
    and the total is kept as a logarithm, so that neither end of the floating-point range is ever met.
    """
    heats, cases = u.shape
    path = np.zeros((heats, cases))
    total = np.zeros(cases)
    share = np.broadcast_to(_FIRST, (len(_FIRST), cases))
    for start in range(0, heats, _BLOCK):
        block = slice(start, min(start + _BLOCK, heats))
        wealth = np.empty((len(_FIRST), block.stop - start, cases))
        for i, lam in enumerate(LAMBDAS):
            t = np.tanh(lam * u[block])
            for j, b in enumerate(STAKES):
                np.cumprod(1.0 + b * t, axis=0, out=wealth[i * len(STAKES) + j])
        wealth *= share[:, None, :]
        joint = wealth.sum(axis=0)
        path[block] = total + np.log(joint)
        share = wealth[:, -1] / joint[-1]
        total = path[block.stop - 1]
    return path


def unpacked(path: Floats, present: Bools) -> Floats:
    """Put a packed path back on the race's heats; where a case did not run, what it had before stands (0 at first)."""
    own_heat = np.cumsum(present, axis=0, dtype=np.intp)
    started = np.vstack([np.zeros((1, path.shape[1])), path])
    return np.take_along_axis(started, own_heat, axis=0)
