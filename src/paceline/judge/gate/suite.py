"""The suite as a whole: one more hypothesis, for a change too small to be seen in any single case."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ..records import LEVEL, SUITE, Clock, Verdict, Word, shows_faster
from ..stats.averages import mean_over_cases
from ..stats.equivalence import FIRST_LOOK, MISSED_FASTER, MISSED_SLOWER
from ..stats.evidence import log_evidence
from ..stats.power import detectable

if TYPE_CHECKING:
    from ..arrays import Bools, Floats
    from ..stats.averages import Mean
    from .decide import Decisions

_CLIP = 3.0
"""Each heat of a case is clipped to within three of its scales: one wild heat must not decide for the whole suite."""


def suite_verdict(z: Floats, tolerance: Floats, margin: Floats, decisions: Decisions, threshold: float) -> Verdict:
    """Judge the suite: slower where evidence and interval say so, faster where either does, unchanged by its interval.

    The evidence counts a case that left as z = 0 (see `suite_evidence`); the interval uses its measured heats. So a
    regression needs both, which keeps its error rate. For an improvement, which
    alarms nobody, the interval at the evidence's level is enough. Where neither word is reached the interval is widened
    until it holds 1: it must not show what the evidence does not.
    The suite cannot leave the race, so that its word decides nothing and need not stay. Its margins are the
    mean of its cases'. Its clock is given as the wall's and its rounds as 0: it has none of its own.
    """
    slower, faster = suite_evidence(z, tolerance, decisions)
    overall = mean_over_cases(np.where(_taking_part(z, decisions), z, np.nan))
    least, most = float(tolerance.mean()), float(margin.mean())
    heats = int((~np.isnan(z)).any(axis=1).sum())
    ratio = overall.ratio(LEVEL)
    word = _word(slower, faster, threshold)
    if not {Word.REGRESSION: ratio.low > 1.0, Word.IMPROVEMENT: ratio.high < 1.0}.get(word):
        word = _by_interval(overall, least, most, threshold) if heats >= FIRST_LOOK else Word.INCONCLUSIVE
    open_ = word is Word.INCONCLUSIVE
    known = math.isfinite(overall.error)
    found = detectable(heats, overall.error * math.sqrt(heats), threshold) if known else math.inf
    evidence = float((faster if shows_faster(word, overall.mean) else slower).max(initial=0.0))
    if word is Word.IMPROVEMENT:
        evidence = max(evidence, overall.evidence_below(-least))
    return Verdict(
        case=SUITE,
        verdict=word,
        ratio=ratio.value,
        low=min(ratio.low, 1.0) if open_ else ratio.low,
        high=max(ratio.high, 1.0) if open_ else ratio.high,
        heats=heats,
        rounds=0,
        clock=Clock.WALL,
        evidence=evidence,
        threshold=threshold,
        detectable=math.exp(least + found),
        heats_needed=None,
    )


def _by_interval(overall: Mean, least: float, most: float, threshold: float) -> Word:
    """Say what the interval shows of a suite: within the margin, or faster at the level of the evidence."""
    if overall.mean + overall.bound(MISSED_SLOWER) < most and overall.mean - overall.bound(MISSED_FASTER) > -most:
        return Word.UNCHANGED
    return Word.IMPROVEMENT if overall.mean + overall.bound(math.exp(-threshold)) < -least else Word.INCONCLUSIVE


def _word(slower: Floats, faster: Floats, threshold: float) -> Word:
    """Say which evidence reached the threshold first."""
    heats = len(slower)
    first = [int(np.argmax(path >= threshold)) if (path >= threshold).any() else heats for path in (slower, faster)]
    if min(first) == heats:
        return Word.INCONCLUSIVE
    return Word.REGRESSION if first[0] <= first[1] else Word.IMPROVEMENT


def suite_evidence(z: Floats, tolerance: Floats, decisions: Decisions) -> tuple[Floats, Floats]:
    """Give ln E after each heat that the suite as a whole got slower, and that it got faster.

    Hypothesis: no case is slower than its tolerance (the global null). It is tested on the cases' mean in each heat,
    which sees what they have in common: a uniform 1 % is 3 to 5 times as far above its own noise as above a case's.
    Method: the e-process of `evidence` on the mean over all M cases of x, where x is a case's z over its tolerance
    clipped at three of its scales. A case that has left, or that did not run, counts as unchanged: it takes part in
    the mean with z = 0, because a mean over the cases still open would be one over those that look slow.
    Assumes the fair coin of the heat, which turns all cases at once; then the mean is as symmetric as each case is.
    Exact under the global null, as `log_evidence` is: who takes part is known before the heat, and the clipping is
    odd. Where some cases are slower and others faster its rejection says that the suite is not unchanged; the ratio
    says which prevails. Cannot answer for a single case: that is the case's own verdict.
    """
    present = _taking_part(z, decisions)
    x = _mean_excess(z, tolerance, decisions, present)
    y = _mean_excess(-z, tolerance, decisions, present)
    return log_evidence(x[:, None], 0.0)[:, 0], log_evidence(y[:, None], 0.0)[:, 0]


def _taking_part(z: Floats, decisions: Decisions) -> Bools:
    """Say in which heats a case counts: where it ran, up to its decision, whether or not it then left the race."""
    return np.asarray(~np.isnan(z) & (np.arange(len(z))[:, None] <= decisions.row))


def _mean_excess(z: Floats, tolerance: Floats, decisions: Decisions, present: Bools) -> Floats:
    """Give the mean over all cases of x: each heat's excess over the tolerance, clipped, or -tolerance when absent."""
    own_heat = np.maximum(np.cumsum(~np.isnan(z), axis=0) - 1, 0)
    s = np.take_along_axis(decisions.time.scale, own_heat, axis=0)
    excess = np.clip(np.nan_to_num(z) - tolerance, -_CLIP * s, _CLIP * s)
    return np.asarray(np.where(present, excess, -tolerance).mean(axis=1))
