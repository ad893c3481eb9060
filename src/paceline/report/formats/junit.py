"""Write rows as JUnit XML, which CI systems read: one test case per benchmark case and side."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from ...gil import BACK
from ...judge.records import Word
from ...results import caseid
from ..rows import SUITE, UNMEASURED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..rows import Row, Sheet

_OUTCOMES = {
    Word.REGRESSION: "failure",
    Word.INCONCLUSIVE: "skipped",
    Word.ADDED: "skipped",
    Word.FIXED: "skipped",
    Word.UNSUPPORTED: "skipped",
    Word.FAILED: "error",
    Word.REMOVED: "error",
    "crashed": "error",
    "hung": "error",
    BACK: "error",
    "skipped": "skipped",
    "untimed": "skipped",
    "missing": "skipped",
    UNMEASURED: "skipped",
}
"""The element of each verdict; all others pass."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters; most of them XML 1.0 cannot hold, however they are written (section 2.2)."""


def render(sheet: Sheet) -> str:
    """Return the document, a test suite a side; a test's time is that of one call."""
    suites: dict[tuple[str, str], list[Row]] = {}
    for row in sheet.rows:
        suites.setdefault((row.side, row.baseline), []).append(row)
    root = ET.Element("testsuites", name=f"paceline {sheet.kind}")
    for (side, baseline), rows in suites.items():
        suite = ET.SubElement(root, "testsuite", _suite(f"{side} against {baseline}" if baseline else side, rows))
        suite.set("time", f"{sheet.seconds:.3f}")
        if sheet.created:
            suite.set("timestamp", sheet.created)
        # Readers that go by names alone would take the sides' cases for one.
        on = f" on {side}" if len(suites) > 1 else ""
        for row in rows:
            _case(suite, row, on)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(name: str, rows: Sequence[Row]) -> dict[str, str]:
    counted = Counter(_OUTCOMES.get(row.verdict) for row in rows)
    return {
        "name": _allowed(name),
        "tests": str(len(rows)),
        "failures": str(counted["failure"]),
        "errors": str(counted["error"]),
        "skipped": str(counted["skipped"]),
    }


def _case(suite: ET.Element, row: Row, on: str) -> None:
    classname, name = _names(row)
    case = ET.SubElement(suite, "testcase", classname=_allowed(classname), name=_allowed(name + on))
    if row.file is not None:
        case.set("file", _allowed(row.file))
    if row.line is not None:
        case.set("line", str(row.line))
    if row.seconds is not None:
        case.set("time", f"{row.seconds:.9f}")
    words = _allowed(row.words())
    outcome = _OUTCOMES.get(row.verdict)
    if outcome is not None:
        element = ET.SubElement(case, outcome, type=row.verdict, message=f"{row.verdict}: {words}")
        element.text = f"{_allowed(row.id)} on {_allowed(row.interpreter or row.side)}: {words}"
    else:
        ET.SubElement(case, "system-out").text = f"{row.verdict}: {words}"


def _names(row: Row) -> tuple[str, str]:
    """Return class and name as pytest's own reports write them: `benchmarks.test_it.TestCase`, `test[label]`."""
    if row.id == SUITE:
        return "", row.name
    case = caseid.split(row.id)
    file, *rest = case.test.split("::")
    names = [file.removesuffix(".py").replace("/", "."), *rest]
    return ".".join(names[:-1]), f"{names[-1]}[{case.label}]" if case.label else names[-1]


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
