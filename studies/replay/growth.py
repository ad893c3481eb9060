"""How many heats the evidence takes: the table that `paceline.judge.power` keeps as a constant.

Print it with `python studies/replay --table` (a quarter of a minute).
"""

from __future__ import annotations

import numpy as np

from paceline.judge.stats.evidence import log_evidence
from paceline.judge.stats.power import EFFECTS, POWER, THRESHOLDS
from paceline.judge.stats.scale import USUAL_SCALE

CASES = 1000


def heats_table(seed: int) -> list[list[int]]:
    """Simulate, for each effect (rows) and threshold (columns), the heats within which a share POWER has crossed."""
    rng = np.random.default_rng(seed)
    return [_row(rng, effect) for effect in EFFECTS]


def _row(rng: np.random.Generator, effect: float) -> list[int]:
    # ln E grows by about effect²/3 a heat for small effects, and four of five races need little more than that.
    heats = int(30 + 3.2 * max(THRESHOLDS) / effect**2)
    z = USUAL_SCALE * (effect + rng.standard_normal((heats, CASES)))
    highest = np.maximum.accumulate(log_evidence(z, 0.0), axis=0)
    share = [(highest >= threshold).mean(axis=1) for threshold in THRESHOLDS]
    return [int(np.argmax(s >= POWER)) + 1 for s in share]
