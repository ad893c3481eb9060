from __future__ import annotations

import pytest

from paceline.text import Scale, bar, listing, shown, table


def test_table_is_aligned() -> None:
    """Columns are as wide as their widest cell: numbers flush right, words flush left, no blanks at the end."""
    text = table(["name", "s"], [("a", 1), ("long name", "10.5")], left=["name"])
    assert text == "name          s\na             1\nlong name  10.5\n"


@pytest.mark.parametrize(
    ("start", "end", "drawn"),
    [
        (0, 10, "|##########|"),
        (5, 10, "|     #####|"),
        (0, 0.01, "|#         |"),
        (9.99, 10, "|         #|"),
        (10, 10, "|         #|"),
        (2, 3, "|  #       |"),
    ],
)
def test_bar(start: float, end: float, drawn: str) -> None:
    """A bar fills what its time is of the whole, and at least one place within the frame."""
    assert bar(start, end, 10, width=10) == drawn


@pytest.mark.parametrize(
    ("largest", "seconds", "text"), [(12.5, 1234.5, "1,234.500 s"), (0.5, 0.0123456, "12.346 ms"), (1, 0.5, "0.500 s")]
)
def test_scale(largest: float, seconds: float, text: str) -> None:
    """From one second on times are told in seconds, below in milliseconds."""
    scale = Scale.of(largest)
    assert f"{scale(seconds)} {scale.unit}" == text


def test_listing() -> None:
    """Things are told as people tell them."""
    assert [listing([1]), listing([1, 2]), listing("abc")] == ["1", "1 and 2", "a, b and c"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("two\nlines\tand more", "two lines and more"),
        ("\x9b31m \u202eback \ud800", r"\x9b31m \u202eback \ud800"),
        ("x" * 10_000, f"{'x' * 2000} … {'x' * 2000}"),
        ("größer × 2 😀", "größer × 2 😀"),
    ],
)
def test_what_others_have_written_is_only_text(text: str, seen: str) -> None:
    """It moves no cursor, turns no direction of writing, and fills no screen."""
    assert shown(text) == seen


def test_lines_may_stay() -> None:
    """Where a format has a word for line ends, they stay as they are, and as many as there are."""
    assert shown("two\nlines\x1b" * 1000, None, lines=True) == r"two{}lines\x1b".format("\n") * 1000
