"""Judge: statistics and nothing else. Pure functions of numbers, but for the glue at the end.

The way from the rounds of one heat to the words for a whole grid::

    stats/clock        which clock times a case
    stats/heat         the rounds of a heat → z = ln(candidate ÷ baseline); of one side, the floor in seconds
    arrays             z of all cases: heats down, cases across, NaN where one did not run
    stats/scale        how far a heat usually is from the middle, from the heats before it
    stats/evidence     ln E that a case got slower: an e-process on nothing but the fair coin
    stats/interval     the ratios not excluded: the same test turned inside out
    stats/equivalence  shown to be within the margin: two one-sided trimmed t-tests
    gate/decide        heat by heat, the first of the three that is true, for good
    gate/suite         one more hypothesis: all cases together
    gate/verdict       `judge`: comparisons in, verdicts out (both are in `records`)
    stats/power        what so many heats can find, and how many a margin takes
    profile            margins by name; `policy` reads a project's own from pyproject.toml

Beside it, packages that do not import each other:

    gate    `compare`, `speedups` and `unjudged` read a race of commits, `judgement` judges it; `by_interpreter` says
            on which interpreters a case got slower; `calibration` counts over gates whose truth is known
    bench   `arenas` holds what was measured of rivals, `figures` what that is worth, `winners` who wins; `stopping`
            says which of them need no further heat; `versions` judges each interpreter against its reference
    stored  `check` judges a race against stored baselines, `approval` renews them

What they share:

    stats    `welch` (Welch's test), `multiplicity` (Holm), `covariance`, `averages` and `estimate`, `moderation`
             (few heats borrow from cells of their kind how much heats differ), `ranking` (which strategies are
             fastest; ties are ties), `crossover` (from which size on a strategy wins), `changepoints`,
             `scaling` (Amdahl's and the largest task's bounds), `scalability` (the curve over workers)
    ttests   differences with a known error, judged as a grid by t-tests and Holm
    files    plain files that no race made
    per_heat one number per heat from a race's samples
    rivals   which cases are rivals, and which of them is sequential

Inside, everything is seconds and natural-log ratios of candidate ÷ baseline: above 0 is slower.
"""

from __future__ import annotations

from .files import Unpaired, judge_unpaired
from .gate.by_interpreter import Difference, Spread, Where, where_slower
from .gate.verdict import Judgement, family_size, judge
from .policy import ALPHA, Policy, Threshold, read_policy
from .profile import CONCURRENT, INTERPRETERS, PROFILES, STORED, Margins, Profile
from .records import SUITE, Caveat, Clock, Comparison, Doubt, Verdict, Word
from .stats.averages import Ratio, geometric_means, mean_over_heats
from .stats.clock import choose_clock
from .stats.crossover import Answer, Crossing, find_crossing
from .stats.heat import log_ratio
from .stats.multiplicity import exact_interval
from .stats.ranking import Place, rank
from .stats.scalability import Scalability, fit_scalability
from .stats.scaling import amdahl_bound, largest_task_bound, scaling_change, serial_share
from .stats.welch import Summary

__all__ = [
    "ALPHA",
    "CONCURRENT",
    "INTERPRETERS",
    "PROFILES",
    "STORED",
    "SUITE",
    "Answer",
    "Caveat",
    "Clock",
    "Comparison",
    "Crossing",
    "Difference",
    "Doubt",
    "Judgement",
    "Margins",
    "Place",
    "Policy",
    "Profile",
    "Ratio",
    "Scalability",
    "Spread",
    "Summary",
    "Threshold",
    "Unpaired",
    "Verdict",
    "Where",
    "Word",
    "amdahl_bound",
    "choose_clock",
    "exact_interval",
    "family_size",
    "find_crossing",
    "fit_scalability",
    "geometric_means",
    "judge",
    "judge_unpaired",
    "largest_task_bound",
    "log_ratio",
    "mean_over_heats",
    "rank",
    "read_policy",
    "scaling_change",
    "serial_share",
    "where_slower",
]
