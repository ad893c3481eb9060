from __future__ import annotations

import io
import math

import pytest
from rich.console import Console

from paceline.report.document import Cell, Column, Document, Note, Paragraph, Table
from paceline.report.formats.terminal import console, render
from paceline.report.units import Scale, change, doubt, duration, rounded, size, times


def told(document: Document, width: int) -> str:
    """Return what a terminal of this width shows."""
    out = io.StringIO()
    render(document, Console(file=out, width=width, highlight=False))
    return out.getvalue()


def wide_table(columns: int) -> Table:
    titles = (Column("case", number=False), *(Column(f"side {n}") for n in range(columns)))
    row = (Cell("a case"), *(Cell(f"value {n}!") for n in range(columns)))
    return Table("", titles, (row,))


@pytest.mark.parametrize("width", [40, 60, 80, 111, 150])
def test_no_cell_is_cut_however_narrow_the_terminal(width: int):
    """A table that is too wide is shown in parts: each value whole and once, the case's name in each part."""
    shown = told(Document([wide_table(9)]), width)
    assert all(shown.count(f"value {n}!") == 1 for n in range(9))
    assert all(len(line) <= width for line in shown.splitlines())
    assert shown.count("a case") == sum("side" in line for line in shown.splitlines())


def test_footnotes_are_numbered_once_and_carry_their_cure():
    """The same caveat has one number wherever it is met, and its cure stands at the end."""
    noisy, few = Note("noisy", "be quiet"), Note("few heats", "wait")
    document = Document([Paragraph("one", notes=(noisy,)), Paragraph("two", notes=(few, noisy))])
    shown = told(document, 80)
    assert "one [1]" in shown
    assert "two [2] [1]" in shown
    assert shown.count("[1] noisy: be quiet") == 1


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (duration(0.00123), "1.23 ms"),
        (duration(250), "4 min 10 s"),
        (change(1.0213), "+2.1 %"),
        (times(0.0421), "0.042×"),
        (times(1.937), "1.94×"),
        (doubt(0.0042), "±0.4%"),
        (doubt(0.17), "±17%"),
        (doubt(3.0), "±>100%"),
        (doubt(math.inf), "±?"),
        (rounded(1.944, 0.031), "1.94× ±3%"),
        (rounded(12.44, 0.15), "12.4× ±15%"),
        (rounded(124.4, 0.15), "124× ±15%"),
        (rounded(1.94, 1.4), "1.9× ±>99%"),
        (size(1234.5), "1,234"),
        (size(12.34), "12.3"),
        (Scale.of([0.0123, 4.5]).show(4.5), "4500"),
        (Scale.of([0.0123, 4.5]).unit, "ms"),
    ],
)
def test_numbers_are_written_as_people_read_them(shown: str, expected: str):
    """Seconds in the unit of the smallest, three digits, signs on changes, doubts in percent."""
    assert shown == expected


@pytest.mark.parametrize("width", [40, 80, 160])
def test_no_digit_is_lost_however_narrow_the_window(width: int):
    """Titles and numbers are whole at every width, no line is wider; a name that leaves no room for them is folded."""
    columns = (Column("case", number=False), Column("verdict", number=False), *(Column(f"title {n}") for n in range(7)))
    labels = (Cell("a_rather_long_name_of_a_case[with=its-label=too]"), Cell("inconclusive"))
    row = (*labels, *(Cell(f"{n}.123456789 ms") for n in range(7)))
    shown = told(Document([Table("", columns, (row,), labels=2)]), width)
    for text in (*(column.title for column in columns), *(cell.text for cell in row[2:])):
        assert text in shown
    lines = [line for line in shown.splitlines() if line.strip()]
    assert all(len(line) <= width for line in lines)
    assert labels[0].text in "".join(line.split()[0] for line in lines)


def test_short_texts_stand_in_for_a_table_that_would_be_too_wide():
    """Where the whole texts fit they are shown; else the short ones, and each of those once."""
    row = (Cell("tree"), *(Cell(f"processes-spawn {n}", short=f"spawn {n}") for n in range(4)))
    table = Table("", (Column("", number=False), *(Column(f"3.{n}") for n in range(4))), (row,))
    assert all(told(Document([table]), 90).count(f"processes-spawn {n}") == 1 for n in range(4))
    narrow = told(Document([table]), 40)
    assert "processes" not in narrow
    assert sum("spawn" in line for line in narrow.splitlines()) == 1


def test_a_log_is_wide(monkeypatch: pytest.MonkeyPatch):
    """What is no terminal has room for a table, unless COLUMNS says otherwise."""
    monkeypatch.delenv("COLUMNS", raising=False)
    assert console().width >= 160
    monkeypatch.setenv("COLUMNS", "90")
    assert console().width == 90
