from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from paceline.report.formats import junit

from ..sheets import EVERY_VERDICT, HOSTILE, ids, judged, measured, sheet, unjudged

SCHEMA = xmlschema.XMLSchema(Path(__file__).with_name("junit.xsd"))

PASSES = {"improvement", "unchanged", "measured", "drifted"}
FAILS = {"regression"}
ERRORS = {"failed", "removed", "crashed", "hung", "GIL back"}


@pytest.mark.parametrize("verdict", EVERY_VERDICT)
def test_each_verdict_has_its_outcome(verdict: str):
    """A regression fails, what broke or vanished is an error, what nobody can tell is skipped, the rest passes."""
    told = junit.render(sheet(judged(verdict)))
    SCHEMA.validate(told)
    (case,) = ET.fromstring(told).iter("testcase")
    outcome = next(iter(case)).tag
    expected = "failure" if verdict in FAILS else "error" if verdict in ERRORS else "skipped"
    assert outcome == ("system-out" if verdict in PASSES else expected)


def test_the_numbers_are_in_words_and_the_place_is_named():
    """A failure's message holds change, interval and evidence; file, line and time are attributes."""
    (case,) = ET.fromstring(junit.render(sheet(judged()))).iter("testcase")
    assert {name: case.get(name) for name in ("classname", "name", "file", "line", "time")} == {
        "classname": "benchmarks.test_a",
        "name": "test_a[x]",
        "file": "benchmarks/test_a.py",
        "line": "7",
        "time": "0.000000150",
    }
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("message") == "regression: +25.0 % (+20.0 % to ∞) in 9 heats, evidence 6.0 (needed: 5.0)"


def test_names_are_those_of_pytest():
    """Classes belong to the class name, and brackets may hold colons and slashes; a file is its own name."""
    cases = ["a/b/test_c.py::TestD::test_e[x::y/z]", "test_f.py", "suite"]
    told = ET.fromstring(junit.render(sheet(*(judged(case=case) for case in cases))))
    assert [(case.get("classname"), case.get("name")) for case in told.iter("testcase")] == [
        ("a.b.test_c.TestD", "test_e[x::y/z]"),
        ("", "test_f"),
        ("", "all cases together"),
    ]


def test_suites_are_counted_and_their_cases_cannot_be_confused():
    """Each side is a suite with its own counts, and no two cases share class and name."""
    rows = [measured(side=side) for side in ("3.13", "3.14")]
    rows += [measured(side="3.14", verdict="crashed", case="t.py::b"), measured(verdict="skipped", case="t.py::c")]
    told = junit.render(sheet(*rows))
    SCHEMA.validate(told)
    root = ET.fromstring(told)
    counts = [[suite.get(name) for name in ("tests", "failures", "errors", "skipped")] for suite in root]
    assert counts == [["1", "0", "0", "0"], ["3", "0", "1", "1"]]
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(names) == len(set(names)) == 4


@pytest.mark.parametrize("case", ids())
def test_whatever_a_case_is_called_the_document_is_valid(case: str):
    """Markup stays text, and characters that XML cannot hold are replaced."""
    told = junit.render(sheet(judged(case=case), unjudged(case=case, reason=case)))
    SCHEMA.validate(told)
    found = list(ET.fromstring(told).iter("testcase"))
    assert len(found) == 2
    if case in ids(HOSTILE[:-1]):
        assert found[0].get("name") == case.split("::", 1)[1]
    else:
        assert "\ufffd" in (found[0].get("name") or "")
