from __future__ import annotations

import pytest

from paceline.text import Scale, bar, listing, table


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
