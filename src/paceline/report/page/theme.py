"""Colours, shapes and dashes: one of each a strategy, over all charts; safe for the colour-blind, in light and dark.

The hues are Okabe and Ito's (M. Okabe and K. Ito, "Color Universal Design", 2008), some darker on white and lighter on
black, so that all keep a contrast of 3 to their background. No colour stands alone: shape and dash say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour in both schemes."""

    light: str
    dark: str


INK = Paint("#1b1f24", "#e8eaed")
ROLES = {
    "ink": INK,
    "quiet": Paint("#5b636d", "#a3abb5"),
    "line": Paint("#d9dde2", "#343a42"),
    "core": Paint("#b4bbc4", "#545c67"),
    "bar": Paint("#8a929b", "#6d7681"),
    "faint": Paint("#eef0f3", "#22272e"),
    "paper": Paint("#ffffff", "#14171b"),
    "card": Paint("#f7f8fa", "#1b1f25"),
    "bad": Paint("#c2410c", "#ff8f5a"),
    "good": Paint("#007a5a", "#35c79c"),
    "accent": Paint("#0072b2", "#5fb0ea"),
}

_KNOWN = {
    "sequential": (INK, "circle", []),
    "threads": (Paint("#d55e00", "#f58a4b"), "square", [6, 2]),
    "processes-fork": (Paint("#3a97cf", "#8fd0ff"), "triangle-up", [2, 2]),
    "processes-forkserver": (Paint("#b5578f", "#e39ac6"), "triangle-down", [8, 3, 2, 3]),
    "processes-spawn": (Paint("#0072b2", "#4fa3e0"), "diamond", [4, 2]),
    "interpreters": (Paint("#008a64", "#2fc79b"), "cross", [1, 0]),
    "loky": (Paint("#b87a00", "#f2b63c"), "triangle-right", [10, 3]),
    "dask": (Paint("#857900", "#f0e442"), "triangle-left", [3, 3]),
}
_SPARE = ("loky", "dask", "processes-fork", "processes-forkserver", "threads", "processes-spawn", "interpreters")
"""Known strategies whose looks unknown ones borrow."""

WORDS = {
    "regression": ("bad", "triangle-right"),
    "slower": ("bad", "triangle-right"),
    "failed": ("bad", "cross"),
    "inconclusive": ("quiet", "diamond"),
    "not judged": ("ink", "circle"),
    "improvement": ("good", "triangle-left"),
    "faster": ("good", "triangle-left"),
    "unchanged": ("quiet", "circle"),
}
"""A verdict's role and shape: it points to where the time went."""


@dataclass(frozen=True, slots=True)
class Look:
    """How one strategy is drawn."""

    paint: Paint
    shape: str
    dash: list[int]


def looks(strategies: list[str]) -> dict[str, Look]:
    """Return a look for each strategy; those that nobody knows get what the known ones leave over."""
    spare = [name for name in _SPARE if name not in strategies] or list(_SPARE)
    unknown = [name for name in strategies if name not in _KNOWN]
    borrowed = {name: spare[number % len(spare)] for number, name in enumerate(unknown)}
    return {name: Look(*_KNOWN[borrowed.get(name, name)]) for name in strategies}


class Colours:
    """Where charts get their colours from: the page's style sheet, or a scheme's own for a file."""

    def __init__(self, scheme: str | None = None) -> None:
        self._scheme = scheme

    def role(self, name: str) -> str:
        """Return the colour of a role."""
        return f"var(--{name})" if self._scheme is None else str(getattr(ROLES[name], self._scheme))

    def strategies(self, found: dict[str, Look]) -> list[str]:
        """Return the strategies' colours, in their order."""
        if self._scheme is None:
            return [f"var(--s{number})" for number in range(len(found))]
        return [str(getattr(look.paint, self._scheme)) for look in found.values()]


def variables(found: dict[str, Look]) -> str:
    """Return all colours as CSS custom properties."""
    paints = {**ROLES, **{f"s{number}": look.paint for number, look in enumerate(found.values())}}
    return "".join(f"--{name}:light-dark({paint.light},{paint.dark});" for name, paint in paints.items())


FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def config(colours: Colours) -> dict[str, Any]:
    """Return Vega-Lite's configuration: few lines, small type, no frame."""
    ink, quiet, line = colours.role("ink"), colours.role("quiet"), colours.role("line")
    return {
        "background": "transparent" if colours.role("paper").startswith("var") else colours.role("paper"),
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "domain": False,
            "ticks": False,
            "grid": True,
            "gridColor": line,
            "gridWidth": 0.6,
            "labelColor": quiet,
            "labelFontSize": 11,
            "labelPadding": 6,
            "titleColor": quiet,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "titlePadding": 8,
        },
        "axisX": {"grid": False, "domain": True, "domainColor": line},
        "text": {"color": ink, "fontSize": 11},
        "rule": {"color": quiet},
        "title": {"color": ink, "fontSize": 13, "fontWeight": 600, "anchor": "start", "offset": 10},
        "header": {"labelColor": ink, "titleColor": quiet},
        "concat": {"spacing": 28},
    }
