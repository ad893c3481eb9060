"""Judge: statistics and nothing else. Pure functions of numbers, but for the glue at the end.

The way through the room, from the rounds of one heat to the words for a whole grid::

    floor        rounds → the clock → a floor (seconds) → z = ln(candidate ÷ baseline), one a heat
    arrays       z of all cases: heats down, cases across, NaN where one did not run
    scale        how far a heat usually is from the middle, from the heats before it
    evidence     ln E that a case got slower: an e-process on nothing but the fair coin
    interval     the ratios not excluded: the same test turned inside out
    equivalence  shown to be within the margin: two one-sided trimmed t-tests
    decide       heat by heat, the first of the three that is true, for good
    suite        one more hypothesis: all cases together
    verdict      `judge`: comparisons in, verdicts out (records in `comparison`)
    power        what so many heats can find, and how many a margin takes
    profile      margins by name; `policy` reads a project's own from pyproject.toml

And beside the race:

    gaps          differences with a known error, judged as a grid by t-tests and Holm (`multiplicity`)
    unpaired      of files that no race made: Welch's test; `stored` baselines, and their `renewal`
    across        of interpreters: each against its reference, with geometric means of groups (`averages`)
    interpreters  whether a case got slower everywhere, or only on some
    scaling       Amdahl's and the largest task's bounds; `scalability` fits the curve; `speedups` judges changes
    crossing      from which size on a strategy wins, and how sure that is
    selection     which strategies are fastest; ties are ties
    trend         where a stored figure's history changed

And the glue from a race's records: `series`, `estimate`, `crossover` and `grid` for races of interpreters, `compare`,
`unjudged` and `gate` for those of commits, `files` for plain files, `calibration` for gates whose truth is known.

Inside, everything is seconds and natural-log ratios of candidate ÷ baseline: above 0 is slower.
"""

from __future__ import annotations

from .averages import Ratio, mean_over_heats
from .comparison import SUITE, Caveat, Comparison, Doubt, Verdict, Word
from .crossing import Answer, Crossing, find_crossing
from .floor import Clock, choose_clock, log_ratio
from .interpreters import Difference, Spread, Where, geometric_means, where_slower
from .multiplicity import exact_interval
from .policy import ALPHA, Policy, Threshold, read_policy
from .profile import CONCURRENT, INTERPRETERS, PROFILES, STORED, Margins, Profile
from .scalability import Scalability, fit_scalability
from .scaling import amdahl_bound, largest_task_bound, scaling_change, serial_share
from .selection import Place, rank
from .unpaired import Summary, Unpaired, judge_unpaired
from .verdict import Judgement, family_size, judge

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
