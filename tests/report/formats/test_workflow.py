from __future__ import annotations

from pathlib import PurePosixPath
from typing import NamedTuple

import pytest

from paceline.report.formats import workflow
from paceline.text import shown

from ..sheets import HOSTILE, ids, judged, sheet, unjudged


class Command(NamedTuple):
    """One workflow command."""

    kind: str
    properties: dict[str, str]
    message: str


def parsed(told: str) -> list[Command]:
    """Read commands as GitHub's runner does: from the start of a line, properties up to the next two colons."""
    return [_command(line) for line in told.replace("\r", "\n").split("\n") if line.lstrip().startswith("::")]


def _command(line: str) -> Command:
    info, _, data = line.lstrip()[2:].partition("::")
    kind, _, rest = info.partition(" ")
    properties = dict(part.split("=", 1) for part in rest.split(",") if "=" in part)
    return Command(kind, {name: _unescaped(value) for name, value in properties.items()}, _unescaped(data))


def _unescaped(text: str) -> str:
    for there, here in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(there, here)
    return text


def test_a_regression_stands_at_its_test():
    """Its file and line are the test's, seen from the repository's root; the message has the numbers."""
    error, notice = parsed(workflow.render(sheet(judged()), PurePosixPath("sub")))
    assert error.kind == "error"
    assert error.properties == {
        "file": "sub/benchmarks/test_a.py",
        "line": "7",
        "title": "regression: test_a[x]",
    }
    assert "+25.0 %" in error.message
    assert (notice.kind, notice.message) == ("notice", "1 regression")


@pytest.mark.parametrize("label", HOSTILE)
def test_no_name_forges_a_command(label: str):
    """Whatever a case, its file or its reason holds, there is one command a line, and its text arrives whole."""
    (case,) = ids([label])
    rows = [judged(case=case, file=label), unjudged(case=case, reason=label), judged("inconclusive", case=case)]
    told = parsed(workflow.render(sheet(*rows)))
    label = shown(label, lines=True)
    assert [command.kind for command in told] == ["error", "error", "warning", "notice"]
    assert told[0].properties == {"file": label, "line": "7", "title": f"regression: test_x[{label}]"}
    assert told[1].message.endswith(label)
    assert set(told[2].properties) == set(told[3].properties) == {"title"}


def test_the_worst_come_first_and_the_last_of_ten_sums_up():
    """Regressions by size, then failures; no more than ten errors, and one warning for all that is undecided."""
    rows = [unjudged(case=f"t.py::failed{n}") for n in range(3)]
    rows += [judged(case=f"t.py::slower{n}", ratio=1 + n / 100) for n in range(1, 12)]
    rows += [judged("inconclusive", case=f"t.py::open{n}") for n in range(30)]
    told = parsed(workflow.render(sheet(*rows)))
    errors = [command for command in told if command.kind == "error"]
    assert len(errors) == 10
    titles = [error.properties["title"] for error in errors]
    assert titles[:9] == [f"regression: slower{n}" for n in range(11, 2, -1)]
    assert errors[-1].message.startswith("and more: 5 cases: slower2 (regression), slower1 (regression), failed0")
    (warning,) = [command for command in told if command.kind == "warning"]
    assert warning.message == f"30 cases: {', '.join(f'open{n} (inconclusive)' for n in range(5))}, …"
    assert told[-1].message == "11 regressions, 30 inconclusive, 3 failed"


def test_ten_errors_are_all_shown():
    """Nothing is summed up where nothing must be."""
    told = parsed(workflow.render(sheet(*(judged(case=f"t.py::t{n}") for n in range(10)))))
    assert all(command.properties["title"].startswith("regression: t") for command in told[:-1])
    assert len(told) == 11
