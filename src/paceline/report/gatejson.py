"""A gate's verdict as JSON, versioned; `gate.schema.json` beside this file describes it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import msgspec

from ..judge.comparison import SUITE

if TYPE_CHECKING:
    from ..errors import ExitCode
    from ..judge.comparison import Verdict
    from ..judge.gate import GateJudgement, PairJudgement
    from ..results.records import Race

SCHEMA = 1

_VERDICTS = {0: "ok", 1: "regression", 2: "usage", 3: "unjudged"}


def dump(race: Race, judgement: GateJudgement, code: ExitCode) -> bytes:
    """Return the document's bytes; numbers that are not finite are null."""
    content = {
        "schema": SCHEMA,
        "verdict": _VERDICTS[int(code)],
        "exit_code": int(code),
        "alpha": judgement.policy.alpha,
        "profile": judgement.policy.profile.name,
        "seconds": sum(heat.seconds for heat in race.heats if heat.lane == 0),
        "family": judgement.family,
        "cases": [case for pair in judgement.pairs for case in _cases(race, pair)],
        "suite": [_verdict(race, pair, pair.suite) for pair in judgement.pairs if pair.suite is not None],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1)


def _cases(race: Race, pair: PairJudgement) -> list[dict[str, Any]]:
    judged = [_verdict(race, pair, verdict) for verdict in pair.cases]
    others = [
        {**_place(race, pair), "id": case.case, "verdict": case.word.value, "reason": case.reason}
        for case in pair.unjudged
    ]
    return judged + others


def _verdict(race: Race, pair: PairJudgement, verdict: Verdict) -> dict[str, Any]:
    return {
        **_place(race, pair),
        "id": "suite" if verdict.case == SUITE else verdict.case,
        "verdict": verdict.verdict.value,
        "ratio": _finite(verdict.ratio),
        "low": _finite(verdict.low),
        "high": _finite(verdict.high),
        "heats": verdict.heats,
        "rounds": verdict.rounds,
        "clock": verdict.clock.value,
        "detectable": _finite(verdict.detectable),
        "heats_needed": verdict.heats_needed,
        "evidence": _finite(verdict.evidence),
        "threshold": _finite(verdict.threshold),
        "caveats": [{"kind": str(c.kind), "numbers": [_finite(n) for n in c.numbers]} for c in verdict.caveats],
    }


def _place(race: Race, pair: PairJudgement) -> dict[str, str]:
    return {"interpreter": race.side(pair.pair.candidate).key}


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
