"""Interpreters of one race against each other: each against its reference, by case and in geometric means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...errors import PacelineError
from ..per_heat import log_ratios
from ..profile import INTERPRETERS
from ..records import Word
from ..rivals import Key
from ..stats.averages import Mean, Ratio, geometric_means, mean_over_heats
from ..stats.moderation import Noise
from ..stats.welch import Gap
from ..ttests import GapCase, judge_gaps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...results.records import Race, Side
    from ...results.store import Samples
    from ..arrays import Floats
    from ..records import Verdict

ALL = "all cases"


@dataclass(frozen=True, slots=True)
class Against:
    """One interpreter against its reference: its cases' verdicts, and the geometric means of groups of them."""

    side: str
    reference: str
    newer: bool
    """Whether it is a later version of the same thing, so that being slower is worth an alarm."""
    verdicts: tuple[Verdict, ...]
    means: Mapping[str, Ratio]
    """By `workload NAME`, by `strategy NAME`, and of all cases."""

    def called(self, word: Word) -> list[Verdict]:
        """Return the cases with this verdict."""
        return [verdict for verdict in self.verdicts if verdict.verdict is word]


def slower_than_before(found: Sequence[Against]) -> list[Against]:
    """Return the newer versions that are slower than the one before in any case."""
    return [against for against in found if against.newer and against.called(Word.REGRESSION)]


def across(race: Race, samples: Samples, reference: str | None = None) -> tuple[Against, ...]:
    """Judge each side against its reference, all of them as one family; `PacelineError` where that is no side.

    `reference` is one for all; by default a free-threaded build, a JIT or the like is compared with the plain build of
    its version, PyPy against CPython, and a version against the one before it that was raced (`references_of`).
    Hypothesis, for each case: it is slower by at most 5 % (`INTERPRETERS`): a build's layout is a constant offset that
    heats do not average out.
    Method: the trimmed t-test on the heats' log-ratios, its error moderated by what all cases of the same strategy show
    of the noise, with Holm's adjustment over all cases of all sides.
    Not the e-process of a gate: a race of many interpreters has few heats, and what is looked for is larger than what
    they are off by. Assumes what `equivalence.trimmed_means` and `moderation.Noise` do. Cannot answer from one heat.
    """
    pairs = list(_pairs(race, reference))
    columns = [
        (side, ref, case.id, z)
        for side, ref in pairs
        for case in race.cases
        if (z := _series(race, samples, case.id, ref, side)) is not None
    ]
    noises = _noises(columns)
    rows = [_gap_case(case, noises[_kind(case)].moderate(mean_over_heats(z))) for *_, case, z in columns]
    verdicts = judge_gaps(rows)
    found = []
    for side, ref in pairs:
        mine = [(verdict, z) for (s, r, _, z), verdict in zip(columns, verdicts, strict=True) if (s, r) == (side, ref)]
        if mine:
            table = np.column_stack([z for _, z in mine])
            means = geometric_means(table, _groups([verdict.case for verdict, _ in mine]))
            newer = _newer(race.side(side), race.side(ref))
            found.append(Against(side, ref, newer, tuple(verdict for verdict, _ in mine), means))
    return tuple(found)


def _series(race: Race, samples: Samples, case: str, reference: str, side: str) -> Floats | None:
    """Return ln(side ÷ reference), a value per heat; None where they have no heat in common."""
    by_heat = log_ratios(samples, case, reference, side)
    z = np.full(len(race.heats), np.nan)
    for heat, value in by_heat.items():
        z[heat - 1] = value
    return z if by_heat else None


def _noises(columns: Sequence[tuple[str, str, str, Floats]]) -> dict[str, Noise]:
    """Fit the noise of each strategy's cases."""
    kinds: dict[str, list[dict[int, float]]] = {}
    for *_, case, z in columns:
        series = {heat: float(value) for heat, value in enumerate(z) if not np.isnan(value)}
        kinds.setdefault(_kind(case), []).append(series)
    return {kind: Noise.of(cells) for kind, cells in kinds.items()}


def _kind(case: str) -> str:
    key = Key.of(case)
    return key.name if key else ""


def _gap_case(case: str, mean: Mean) -> GapCase:
    return GapCase(case=case, gap=Gap(mean.mean, mean.error, mean.freedom), margins=INTERPRETERS, heats=mean.heats)


def _groups(cases: Sequence[str]) -> dict[str, list[int]]:
    """Return the columns of each workload, of each strategy, and of all cases."""
    groups: dict[str, list[int]] = {}
    for column, case in enumerate(cases):
        key = Key.of(case)
        names = [f"workload {value}" for name, value in key.rest if name == "workload"] if key else []
        names += [f"strategy {key.strategy}"] if key and not key.workers else []
        for name in (*names, ALL):
            groups.setdefault(name, []).append(column)
    return groups


def _pairs(race: Race, chosen: str | None) -> Iterator[tuple[str, str]]:
    names = [side.name for side in race.sides]
    if chosen is not None and chosen not in names:
        raise PacelineError(f"--reference {chosen}: there is no such side", cure=f"sides are: {', '.join(names)}")
    for side in race.sides:
        if chosen is not None and side.name != chosen:
            yield side.name, chosen
        elif chosen is None:
            yield from ((side.name, reference.name) for reference in references_of(side, race.sides))


def references_of(side: Side, sides: Sequence[Side]) -> list[Side]:
    """Return what a side is compared with: its own version's plain build, or the nearest plain one before it.

    Then, where it has no GIL, the same build with its GIL turned on: what the build costs is one thing, what the GIL
    costs another. None for the oldest, and for a second side of the same interpreter.
    """
    plain = [other for other in sides if _is_plain(other)]
    before = [other for other in plain if _minor(other) < _minor(side)]
    if not _is_plain(side):
        before = [other for other in plain if _minor(other) <= _minor(side)]
    same = [other for other in sides if _variant(side)[2] is False and _variant(other) == _with_gil(side)]
    nearest = [max(before, key=_minor)] if before else []
    return [*nearest, *(other for other in same if _minor(other) == _minor(side))]


def _with_gil(side: Side) -> tuple[object, ...]:
    implementation, abi, _, jit = _variant(side)
    return implementation, abi, True, jit


def _is_plain(side: Side) -> bool:
    return _variant(side) == ("cpython", "", True, False)


def _minor(side: Side) -> tuple[int, int]:
    major, minor = str(side.interpreter["python"]).split(".")[:2]
    return int(major), int(minor)


def _newer(side: Side, reference: Side) -> bool:
    """Say whether a side is a later version of just what its reference is."""
    return _variant(side) == _variant(reference) and _minor(side) > _minor(reference)


def _variant(side: Side) -> tuple[object, object, object, bool]:
    facts = side.interpreter
    return facts.get("implementation"), facts.get("abi"), facts.get("gil"), bool(facts.get("jit"))
