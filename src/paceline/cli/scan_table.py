"""What `paceline strategies --scan` prints: packages by what their extension modules declare."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..text import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..strategies.scan import Extension

_HEADER = ("package", "modules", "GIL", "subinterpreters")

_MOST = 2
"""Modules that are named of those that declare the same."""


def text(found: Sequence[Extension]) -> str:
    """Return a row for each package, and why something is not known."""
    if not found:
        return "no installed package has an extension module\n"
    packages: dict[str, list[Extension]] = {}
    for extension in found:
        packages.setdefault(extension.package, []).append(extension)
    rows = [
        (
            package,
            len(of),
            _cell("turned on", "stays off", [(one.module, one.turns_gil_on) for one in of]),
            _cell("refused", "supported", [(one.module, one.refuses_subinterpreters) for one in of]),
        )
        for package, of in packages.items()
    ]
    return table(_HEADER, rows, left=("package", "GIL", "subinterpreters")) + "".join(_unknown(found))


def _cell(bad: str, good: str, answers: Sequence[tuple[str, bool | None]]) -> str:
    """Return what all modules of a package have in common, or how many are bad or not known, by name."""
    parts = [
        f"{word}{_named([module for module, answer in answers if answer is value], len(answers))}"
        for value, word in ((True, bad), (None, "not known"))
        if any(answer is value for _, answer in answers)
    ]
    return ", ".join(parts) or good


def _named(modules: Sequence[str], all_of_them: int) -> str:
    if len(modules) == all_of_them:
        return ""
    return f" by {len(modules)} ({', '.join(modules[:_MOST])}{', …' if len(modules) > _MOST else ''})"


def _unknown(found: Sequence[Extension]) -> Iterator[str]:
    """Yield why answers are not known, each reason once."""
    found = list(found)
    for question, reasons in (
        ("GIL", Counter(one.gil_unknown for one in found if one.turns_gil_on is None)),
        (
            "subinterpreters",
            Counter(one.subinterpreters_unknown for one in found if one.refuses_subinterpreters is None),
        ),
    ):
        for reason, count in reasons.most_common():
            yield f"{question}: not known for {count} of {len(found)} modules ({reason})\n"
