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

SCHEMA = 1

_VERDICTS = {0: "ok", 1: "regression", 2: "usage", 3: "unjudged"}


def dump(judgement: GateJudgement, code: ExitCode) -> bytes:
    """Return the document's bytes; numbers that are not finite are null."""
    content = {
        "schema": SCHEMA,
        "verdict": _VERDICTS[int(code)],
        "exit_code": int(code),
        "alpha": judgement.policy.alpha,
        "profile": judgement.policy.profile.name,
        "seconds": judgement.seconds,
        "family": judgement.family,
        "cases": [case for pair in judgement.pairs for case in _cases(pair)],
        "suite": [_verdict(pair, pair.suite) for pair in judgement.pairs if pair.suite is not None],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1)


def _cases(pair: PairJudgement) -> list[dict[str, Any]]:
    judged = [_verdict(pair, verdict) for verdict in pair.verdicts() if verdict is not pair.suite]
    others = [
        {"interpreter": pair.key, "id": case.case, "verdict": case.word.value, "reason": case.reason}
        for case in pair.unjudged
    ]
    return judged + others


def _verdict(pair: PairJudgement, verdict: Verdict) -> dict[str, Any]:
    return {
        "interpreter": pair.key,
        "id": "suite" if verdict.case == SUITE else verdict.case,
        "quantity": verdict.quantity.value,
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


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
