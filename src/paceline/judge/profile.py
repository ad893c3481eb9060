"""How strict a judgement is: margins and time, as records with names."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import PacelineError


@dataclass(frozen=True, slots=True)
class Margins:
    """What slowdown counts, as a share of the baseline's time: 0.015 is 1.5 %.

    `tolerance` (δ₀): up to here a slowdown is nobody's regression; it is what must be excluded for one.
    `margin` (δ_eq): a case that is shown to differ by less than this is unchanged.
    A true slowdown between the two is found with enough heats, and otherwise unchanged or inconclusive.
    """

    tolerance: float
    margin: float

    def __post_init__(self) -> None:
        if not (0.0 <= self.tolerance < self.margin < math.inf):
            problem = f"a tolerance of {self.tolerance:g} does not fit a margin of {self.margin:g}"
            raise PacelineError(problem, cure="the tolerance must be at least 0 and smaller than the margin")

    @property
    def log_tolerance(self) -> float:
        """ln(1 + δ₀), the null of the test."""
        return math.log1p(self.tolerance)

    @property
    def log_margin(self) -> float:
        """ln(1 + δ_eq), what equivalence is shown against."""
        return math.log1p(self.margin)


@dataclass(frozen=True, slots=True)
class Profile:
    """Margins for cases that compute in one thread and for concurrent ones, and the seconds per 10 cases."""

    name: str
    sequential: Margins
    concurrent: Margins
    budget: float


CONCURRENT = Margins(tolerance=0.01, margin=0.05)
"""Threads and process pools on all cores: a heat's spread is 2 to 7 %, so that less can't be shown in half a minute."""

INTERPRETERS = Margins(tolerance=0.05, margin=0.10)
"""Between two builds of Python: a build's memory layout is a constant offset of a few percent that heats do not
average out, so that smaller differences mean nothing."""

STORED = Margins(tolerance=0.05, margin=0.10)
"""Against a figure measured here on another day, less what the machine's pace has moved since.

Within ten minutes the seconds of sequential cases had a spread of 5 to 27 %, of which the loop beside each round leaves
2 to 6 % on CPython and 4 to 21 % on PyPy: `paceline baseline show` prints it.
"""

APART = Margins(tolerance=0.10, margin=0.15)
"""Against a figure of another machine, or one that no loop was timed beside."""

PROFILES = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            Profile("fast", Margins(tolerance=0.005, margin=0.02), CONCURRENT, budget=30.0),
            Profile("default", Margins(tolerance=0.0025, margin=0.015), CONCURRENT, budget=30.0),
            Profile("strict", Margins(tolerance=0.0, margin=0.0075), CONCURRENT, budget=60.0),
        )
    }
)


def profile_named(name: str, *, place: object = None) -> Profile:
    """Find a profile; raise PacelineError with the names there are."""
    if name not in PROFILES:
        raise PacelineError(f"no profile {name!r}", place=place, cure=f"use one of {', '.join(PROFILES)}")
    return PROFILES[name]
