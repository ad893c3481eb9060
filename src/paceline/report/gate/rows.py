"""The rows of a gate: each verdict of each pair of sides, and what has none, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...judge.per_heat import log_floors
from ...judge.records import SUITE as JUDGED_SUITE
from ...judge.stats.estimate import estimate
from ..rows import SUITE, Judged, Row, Sheet, finite
from .document import notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...errors import ExitCode
    from ...judge.gate.judgement import GateJudgement, PairJudgement
    from ...judge.policy import Policy
    from ...judge.records import Unjudged, Verdict
    from ...results.records import Case, Race
    from ...results.store import Samples

SCHEMA = 1

_VERDICTS = {0: "ok", 1: "regression", 3: "unjudged"}


def compose(parts: Sequence[tuple[Race, Samples]], judgement: GateJudgement, code: ExitCode) -> Sheet:
    """Return the rows of the races that were judged."""
    groups: dict[str, list[Row]] = {"cases": [], "suite": []}
    for pair in judgement.pairs:
        race, samples = parts[pair.part]
        known = {case.id: case for case in race.cases}
        for name, verdicts in _groups(pair).items():
            rows = groups.setdefault(name, [])
            for verdict in verdicts:
                place = _place(pair, verdict.case, known.get(verdict.case), merged=len(parts) > 1)
                logs = list(log_floors(samples, verdict.case, pair.pair.candidate).values())
                rows.append(_judged(verdict, **place, seconds=estimate(logs).value if logs else None))
        for case in pair.unjudged:
            place = _place(pair, case.case, known.get(case.case), merged=len(parts) > 1)
            groups["cases"].append(Row(verdict=case.word.value, reason=case.reason, **place))
    head = _head(code, judgement.policy, judgement.seconds, judgement.family)
    head["notes"] = notes([race for race, _ in parts])
    sheets = {name: tuple(rows) for name, rows in groups.items()}
    first = parts[0][0]
    return Sheet(kind=first.kind, groups=sheets, head=head, seconds=judgement.seconds, created=first.created)


def compose_files(verdicts: Sequence[Verdict], unjudged: Sequence[Unjudged], policy: Policy, code: ExitCode) -> Sheet:
    """Return the rows of two sets of plain files: who measured them is not known."""
    nobody: dict[str, Any] = {"interpreter": "", "side": "candidate", "baseline": "baseline"}
    rows: list[Row] = [_judged(verdict, id=verdict.case, **nobody) for verdict in verdicts]
    rows += [Row(id=case.case, verdict=case.word.value, reason=case.reason, **nobody) for case in unjudged]
    head = _head(code, policy, 0.0, max(1, len(verdicts)))
    return Sheet(kind="files", groups={"cases": tuple(rows), "suite": ()}, head=head, seconds=0.0)


def _groups(pair: PairJudgement) -> dict[str, tuple[Verdict, ...]]:
    """Return a pair's verdicts by the name that their group has in a report; each is in the JSON's schema."""
    speedups = tuple(speedup.verdict for speedup in pair.speedups)
    return {"cases": pair.cases + speedups, "suite": () if pair.suite is None else (pair.suite,)}


def _head(code: ExitCode, policy: Policy, seconds: float, family: int) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "verdict": _VERDICTS[int(code)],
        "exit_code": int(code),
        "alpha": policy.alpha,
        "profile": policy.profile.name,
        "seconds": seconds,
        "family": family,
    }


def _place(judged: PairJudgement, case: str, known: Case | None, *, merged: bool) -> dict[str, Any]:
    """Say which case it is, who was compared, and where the test is written.

    The sides of races that were merged all have one name: there the interpreter distinguishes them.
    """
    on = f" {judged.interpreter}" if merged else ""
    return {
        "interpreter": judged.key,
        "id": SUITE if case == JUDGED_SUITE else case,
        "side": judged.pair.candidate + on,
        "baseline": judged.pair.baseline + on,
        "file": known.file if known else None,
        "line": known.line if known else None,
    }


def _judged(verdict: Verdict, **place: Any) -> Judged:
    return Judged(
        quantity=verdict.quantity.value,
        verdict=verdict.verdict.value,
        ratio=finite(verdict.ratio),
        low=finite(verdict.low),
        high=finite(verdict.high),
        heats=verdict.heats,
        rounds=verdict.rounds,
        clock=verdict.clock.value,
        detectable=finite(verdict.detectable),
        heats_needed=verdict.heats_needed,
        evidence=finite(verdict.evidence),
        threshold=finite(verdict.threshold),
        caveats=verdict.caveats,
        **place,
    )
