"""The verdict of a gate: every case of every pair of sides, as one family, and what that means for the exit code."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from ...errors import ExitCode, PacelineError
from ...results.mishaps import mishaps
from ..records import Caveat, Clock, Doubt, Unjudged, Word
from ..rivals import scaled_cases
from ..stats.power import fewest_heats
from .by_interpreter import Spread, Where, where_slower
from .compare import comparisons
from .speedups import SpeedupVerdict, crossover_changes, speedup_comparisons, speedup_verdict
from .too_few import Lack, lack
from .unjudged import given_up, unjudged, wrong
from .verdict import family_size, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ...results.records import Pair, Race
    from ...results.store import Samples
    from ..policy import Policy
    from ..records import Comparison, Verdict
    from .speedups import CrossoverChange
    from .unjudged import Mishap, Wrong


@dataclass(frozen=True, slots=True)
class PairJudgement:
    """What can be said of one baseline and one candidate."""

    pair: Pair
    interpreter: str
    """The candidate's, by its short name."""
    key: str
    """The candidate's interpreter's identity."""
    cases: tuple[Verdict, ...]
    suite: Verdict | None
    unjudged: tuple[Unjudged, ...]
    speedups: tuple[SpeedupVerdict, ...] = ()
    crossovers: tuple[CrossoverChange, ...] = ()
    compared: Mapping[str, Comparison] = field(default_factory=dict, repr=False, compare=False)
    """What the verdicts on cases were reached from."""
    mishaps: tuple[Mishap, ...] = ()
    """What went wrong in some heats of cases that are judged by the others."""
    part: int = 0
    """Which of the races that were merged it is of."""

    def verdicts(self) -> Iterator[Verdict]:
        """Yield the verdict on the suite, then those on its cases' times and speed-ups."""
        if self.suite is not None:
            yield self.suite
        yield from self.cases
        yield from (speedup.verdict for speedup in self.speedups)

    def cases_called(self, word: Word) -> list[Verdict]:
        """Return the cases with this verdict."""
        return [verdict for verdict in self.cases if verdict.verdict is word]


@dataclass(frozen=True, slots=True)
class GateJudgement:
    """The verdict of a whole gate."""

    pairs: tuple[PairJudgement, ...]
    policy: Policy
    family: int
    """Hypotheses that the error rate is shared by."""
    threshold: float
    """ln E from which a regression is shown; with several races the largest of theirs."""
    seconds: float
    """That the heats took; of several races, together."""
    where: Mapping[str, Spread] = field(default_factory=dict)
    """Of each case that is slower on any of several interpreters: on which."""
    lack: Lack | None = None
    """What a race lacks in which no case got the heats that a regression takes; of several races, the first such."""

    def exit_code(self, *, strict: bool = False) -> ExitCode:
        """Say what the gate's verdict means for a build; with `strict`, undecided cases are no success either."""
        words = [verdict.verdict for pair in self.pairs for verdict in pair.verdicts()]
        broken = [case for pair in self.pairs for case in pair.unjudged if case.word in {Word.FAILED, Word.REMOVED}]
        if Word.REGRESSION in words:
            return ExitCode.REGRESSION
        if broken or self.lack or not self.compared():
            return ExitCode.UNJUDGED
        if strict and any(pair.cases_called(Word.INCONCLUSIVE) for pair in self.pairs):
            return ExitCode.UNJUDGED
        return ExitCode.OK

    def compared(self) -> bool:
        """Say whether there is a verdict on any case, or nothing to compare with because all of them are new."""
        new = [case.word is Word.ADDED for pair in self.pairs for case in pair.unjudged]
        return any(pair.cases for pair in self.pairs) or (bool(new) and all(new))


def judge_gate(race: Race, samples: Samples, policy: Policy, *, parts: int = 1) -> GateJudgement:
    """Judge a race that compares pairs; the same from disk as live, however often it is asked.

    `parts` is the number of gates whose verdicts are merged now; they share the error rate, as do those that the race
    itself knows of, because theirs will be.
    """
    finished = samples.without({cell: seen.heats for cell, seen in mishaps(race).items()})
    own, family = _shared(race, policy, parts)
    times = {pair: {found.case: found for found in comparisons(race, finished, pair)} for pair in race.pairs}
    pairs = tuple(
        _with_speedups(
            _judged(race, pair, grid, wrong(race, samples, pair), own, family), race, finished, grid, own, family
        )
        for pair, grid in times.items()
    )
    threshold = math.log(family / own.alpha)
    missing = lack(race, [verdict for pair in pairs for verdict in pair.cases], threshold)
    return GateJudgement(pairs, policy, family, threshold, race.seconds, _where(pairs, policy, threshold), missing)


def heats_for_a_verdict(race: Race, policy: Policy) -> int:
    """Return the fewest heats in which a slowdown of any size could be shown in this race, by one clock of two, too."""
    own, family = _shared(race, policy, 1)
    clocks = 2 if any(case.concurrent for case in race.cases) else 1
    return fewest_heats(math.log(clocks * family / own.alpha))


def _shared(race: Race, policy: Policy, parts: int) -> tuple[Policy, int]:
    """Return the policy with this race's part of the error rate, and the hypotheses that share it."""
    family = max(1, sum(_hypotheses(race, pair) for pair in race.pairs))
    return replace(policy, alpha=policy.alpha / max(parts, race.parts)), family


def merge(judgements: Sequence[GateJudgement]) -> GateJudgement:
    """Make one verdict of gates that separate machines ran, one or more interpreters each.

    Each was judged with its part of the error rate (`parts`), so that all of them together keep the whole one.
    `PacelineError` where two of them judge the same interpreter.
    """
    pairs = tuple(replace(pair, part=part) for part, each in enumerate(judgements) for pair in each.pairs)
    twice = [name for name, often in Counter(pair.interpreter for pair in pairs).items() if often > 1]
    if twice:
        cure = "if the second gate is to confirm the first, name it with --confirm"
        raise PacelineError(f"two gates judge {twice[0]}", cure=cure)
    policy = judgements[0].policy
    threshold = max(judgement.threshold for judgement in judgements)
    return GateJudgement(
        pairs,
        policy,
        sum(judgement.family for judgement in judgements),
        threshold,
        sum(judgement.seconds for judgement in judgements),
        _where(pairs, policy, threshold),
        next((judgement.lack for judgement in judgements if judgement.lack), None),
    )


def confirmed(judgement: GateJudgement, again: GateJudgement) -> GateJudgement:
    """Let a regression stand only where a second race of the same interpreter, on another machine, shows it too.

    What the second race did not look at stands: it cannot be dismissed unseen.
    """
    second = {
        (pair.interpreter, verdict.case, verdict.quantity): verdict.verdict
        for pair in again.pairs
        for verdict in pair.verdicts()
    }

    def checked(pair: PairJudgement, verdict: Verdict) -> Verdict:
        word = second.get((pair.interpreter, verdict.case, verdict.quantity), Word.REGRESSION)
        if verdict.verdict is not Word.REGRESSION or word is Word.REGRESSION:
            return verdict
        return replace(verdict, verdict=Word.INCONCLUSIVE, caveats=(*verdict.caveats, Caveat(Doubt.UNCONFIRMED)))

    pairs = tuple(_each_verdict(pair, checked) for pair in judgement.pairs)
    return replace(judgement, pairs=pairs, where=_where(pairs, judgement.policy, judgement.threshold))


def _each_verdict(pair: PairJudgement, change: Callable[[PairJudgement, Verdict], Verdict]) -> PairJudgement:
    return replace(
        pair,
        cases=tuple(change(pair, verdict) for verdict in pair.cases),
        suite=None if pair.suite is None else change(pair, pair.suite),
        speedups=tuple(replace(speedup, verdict=change(pair, speedup.verdict)) for speedup in pair.speedups),
    )


def settled(race: Race, samples: Samples, policy: Policy) -> dict[tuple[str, str], Verdict]:
    """Return the verdicts of the cases that may leave the race, by case and candidate.

    A case stays while any interpreter still needs it, so the differences between them become known; a sequential case
    stays while a strategy's speed-up over it is open.
    """
    judgement = judge_gate(race, samples, policy)
    open_cases = {case for pair in judgement.pairs for case in _open(race, pair)}
    open_cases |= {case for case, spread in judgement.where.items() if spread.where is Where.UNKNOWN}
    return {
        (verdict.case, pair.pair.candidate): verdict
        for pair in judgement.pairs
        for verdict in pair.cases
        if verdict.case not in open_cases
    }


def _open(race: Race, pair: PairJudgement) -> Iterator[str]:
    """Yield the cases that a pair needs another heat of."""
    words = {verdict.case: verdict for verdict in pair.cases}
    sequential = scaled_cases(race) if pair.speedups else {}
    yield from (case for case, verdict in words.items() if not verdict.settled)
    for speedup in pair.speedups:
        case = speedup.verdict.case
        # A speed-up can only have fallen where the case takes longer: elsewhere its own verdict is all that is waited
        # for, and so it is where CPU time shows that the work is more.
        slower = words[case].verdict is Word.REGRESSION and words[case].clock is Clock.WALL
        if not words[case].settled or (slower and not speedup.verdict.settled):
            yield from (case, sequential[case])


def _hypotheses(race: Race, pair: Pair) -> int:
    """Count a pair's: known when the cases have been collected, before anything is measured."""
    here = {case.id for case in race.cases if not {pair.baseline, pair.candidate} & set(case.missing_on)}
    return family_size(len(here)) + sum({case, alone} <= here for case, alone in scaled_cases(race).items())


def _judged(  # noqa: PLR0913, PLR0917 (a judgement, and all that it came from)
    race: Race, pair: Pair, grid: Mapping[str, Comparison], found: Wrong, policy: Policy, family: int
) -> PairJudgement:
    result = judge(list(grid.values()), policy, family=family)
    verdicts = {verdict.case: verdict for verdict in result.cases}
    failed = {case for case, verdict in verdicts.items() if given_up(verdict, found.get(case, {}))}
    if failed:  # they count in no mean over the suite
        result = judge([each for case, each in grid.items() if case not in failed], policy, family=family)
    facts = race.side(pair.candidate).interpreter
    return PairJudgement(
        pair,
        str(facts.get("name", pair.candidate)),
        str(facts["key"]),
        result.cases,
        result.suite,
        tuple(unjudged(race, pair, verdicts, found)),
        compared=grid,
        mishaps=tuple(mishap for v in result.cases for mishap in found.get(v.case, {}).values()),
    )


def _with_speedups(  # noqa: PLR0913, PLR0917 (a judgement, and all that it came from)
    judged: PairJudgement,
    race: Race,
    samples: Samples,
    grid: Mapping[str, Comparison],
    policy: Policy,
    family: int,
) -> PairJudgement:
    able = {verdict.case: grid[verdict.case] for verdict in judged.cases}
    found = judge(list(speedup_comparisons(race, samples, judged.pair, able)), policy, family=family)
    return replace(
        judged,
        speedups=tuple(
            speedup_verdict(race, samples, judged.pair, verdict) for verdict in found.cases if verdict.heats
        ),
        crossovers=tuple(crossover_changes(race, samples, judged.pair)),
    )


def _where(pairs: Sequence[PairJudgement], policy: Policy, threshold: float) -> dict[str, Spread]:
    """Say of each case that is slower on any of several interpreters whether it is so everywhere."""
    if len(pairs) < 2:
        return {}
    slower = {verdict.case: p.compared[verdict.case] for p in pairs for verdict in p.cases_called(Word.REGRESSION)}
    found = {}
    for case, compared in slower.items():
        words = {p.interpreter: v.verdict for p in pairs for v in p.cases if v.case == case}
        measured = {p.interpreter: p.compared[case] for p in pairs if p.interpreter in words}
        series = {name: np.asarray(one.z) for name, one in measured.items()}
        if all(one.work is not None for one in measured.values()):  # steadier, and on every interpreter
            series = {name: np.asarray(one.work) for name, one in measured.items()}
        margins = policy.margins(case, strategy=compared.strategy, concurrent=compared.concurrent)
        found[case] = where_slower(words, series, margins, threshold)
    return found
