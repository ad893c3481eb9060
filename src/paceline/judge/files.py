"""Plain pytest-benchmark files, one a process, that no race made: what two sets of them can show."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..errors import Unjudged
from .floor import floor
from .unpaired import Summary, Unpaired, judge_unpaired

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..results.store import Sample
    from .comparison import Verdict
    from .policy import Policy

    Files = Sequence[Mapping[str, Sample]]


def judge_files(baseline: Files, candidate: Files, policy: Policy) -> tuple[Verdict, ...]:
    """Judge the cases that both sets of files hold; raise `Unjudged` where there is none."""
    below, above = _log_floors(baseline), _log_floors(candidate)
    common = sorted(set(below) & set(above))
    if not common:
        raise Unjudged("the files have no case in common", cure="compare files of the same suite")
    cases = [Unpaired(case, Summary.of(below[case]), Summary.of(above[case])) for case in common]
    return judge_unpaired(cases, policy)


def only_in(one: Files, other: Files) -> list[str]:
    """Return the cases of one set of files that the other lacks."""
    return sorted({case for file in one for case in file} - {case for file in other for case in file})


def _log_floors(files: Files) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for file in files:
        for case, sample in file.items():
            found.setdefault(case, []).append(math.log(floor(sample.wall)))
    return found
