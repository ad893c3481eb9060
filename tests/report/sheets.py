"""Sheets of rows that nobody measured, for the tellers' tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from paceline.judge.records import Word
from paceline.report.rows import MEASURED, UNMEASURED, Judged, Measured, Row, Sheet
from paceline.results.records import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

EVERY_VERDICT = [*dict.fromkeys([*(word.value for word in Word), *get_args(Status), MEASURED, UNMEASURED])]
HOSTILE = (
    "<script>alert(1)</script>",
    "a|b",
    "a\\|b",
    "\"quotes' and `ticks`",
    "two\nlines\rand\tmore",
    "snake \N{SNAKE}",
    "::error file=x,line=1::forged",
    "%0A::error::forged",
    "]]>&amp;<![CDATA[",
    "[x](javascript:1)",
    "www.example.com and a@b.com, #1 $x$",
    "\x00\x1b[31m\ufffe\ud800",
)


def judged(verdict: str = "regression", *, case: str = "benchmarks/test_a.py::test_a[x]", **more: Any) -> Judged:
    """Return a row with a verdict."""
    numbers: dict[str, Any] = {
        "interpreter": "cpython-3.14.0-gil",
        "side": "candidate",
        "baseline": "baseline",
        "file": "benchmarks/test_a.py",
        "line": 7,
        "seconds": 1.5e-7,
        "ratio": 1.25,
        "low": 1.2,
        "high": None,
        "heats": 9,
        "rounds": 12,
        "clock": "cpu",
        "detectable": 1.02,
        "heats_needed": None,
        "evidence": 6.0,
        "threshold": 5.0,
    }
    return Judged(id=case, verdict=verdict, **{**numbers, **more})


def unjudged(verdict: str = "failed", *, case: str = "benchmarks/test_a.py::test_b", **more: Any) -> Row:
    """Return a row that has a reason instead."""
    reason: dict[str, Any] = {"baseline": "baseline", "reason": "crashed on the candidate: signal 11", **more}
    return Row(interpreter="cpython-3.14.0-gil", id=case, side="candidate", verdict=verdict, **reason)


def measured(case: str = "benchmarks/test_a.py::test_a[x]", side: str = "3.14", **more: Any) -> Measured:
    """Return a row with figures."""
    row: dict[str, Any] = {"verdict": MEASURED, "seconds": 0.5, "low": 0.4, "high": 0.6, "heats": 4, **more}
    return Measured(interpreter=f"cpython-{side}-gil", id=case, side=side, **row)


def sheet(*rows: Row, group: str = "cases") -> Sheet:
    """Return a sheet of these rows."""
    return Sheet(kind="gate", groups={group: rows}, head={}, seconds=12.5, created="2026-01-02T03:04:05+00:00")


def ids(labels: Iterable[str] = HOSTILE) -> list[str]:
    """Return node ids with these labels."""
    return [f"tests/test_x.py::test_x[{label}]" for label in labels]
