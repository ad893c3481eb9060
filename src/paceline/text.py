"""Plain text for commands that run on every interpreter: aligned columns, bars of time, seconds at one scale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Self

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that move a cursor, turn the direction of writing, or are half of one."""


def shown(text: str, most: int | None = 4000, *, lines: bool = False) -> str:
    """Return a text of others' as it can be shown anywhere: without control characters, and in one line.

    With `lines`, its own line ends and tabs stay. Of one that is longer than `most`, the middle is left out.
    """
    if most is not None and len(text) > most:
        text = f"{text[: most // 2]} … {text[-most // 2 :]}"

    def visible(found: re.Match[str]) -> str:
        if found[0] in "\t\n\r":
            return found[0] if lines else " "
        return ascii(found[0])[1:-1]

    return _UNSEEN.sub(visible, text)


@dataclass(frozen=True, slots=True)
class Scale:
    """How seconds are written within one block: call it with seconds."""

    unit: str
    factor: float

    @classmethod
    def of(cls, largest: float) -> Self:
        """Return the scale for times of up to `largest` seconds."""
        return cls("s", 1.0) if largest >= 1 else cls("ms", 1e3)

    def __call__(self, seconds: float) -> str:
        """Return seconds as text, three decimals, without the unit."""
        return f"{seconds * self.factor:,.3f}"


def table(header: Sequence[str], rows: Sequence[Sequence[object]], *, left: Sequence[str] = ()) -> str:
    """Return lines of columns two spaces apart: flush right, but for those named in `left`."""
    cells = [list(header), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    sides = ["<" if name in left else ">" for name in header]
    lines = [[f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True)] for row in cells]
    return "".join("  ".join(line).rstrip() + "\n" for line in lines)


def bar(start: float, end: float, whole: float, *, width: int = 40) -> str:
    """Return a bar of `width` characters, filled from `start` to `end` of `whole` (more than 0), never quite empty."""
    first = min(width - 1, int(start / whole * width))
    last = max(first + 1, min(width, round(end / whole * width)))
    return "|" + " " * first + "#" * (last - first) + " " * (width - last) + "|"


def listing(things: Sequence[object]) -> str:
    """Return `a, b and c`."""
    *most, last = [str(thing) for thing in things]
    return f"{', '.join(most)} and {last}" if most else last
