"""Where a GIL came back on an interpreter that began without one, and what the interpreter itself says of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..gil import BACK
from ..results import caseid
from .document import Note, Paragraph
from .units import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..results.records import Problem, Race

_UNSAID = "the module has not declared that it runs without a GIL, and PYTHON_GIL=0 keeps it off, at your own risk"
_CURE = "PYTHON_GIL=1 measures every case with a GIL"


def gil_back(race: Race) -> Iterator[Paragraph]:
    """Report each side, test and module, with the cases that count for nothing in the heats in which it happened."""
    seen: dict[tuple[str, str], list[Problem]] = {}
    for problem in (problem for heat in race.heats for problem in heat.problems if problem.status == BACK):
        seen.setdefault((problem.side, problem.reason), []).append(problem)
    for (name, reason), problems in seen.items():
        cases = list(dict.fromkeys(caseid.name(problem.case) for problem in problems))
        some = ", ".join(cases[:3]) + (", …" if len(cases) > 3 else "")
        are = "is" if len(cases) == 1 else "are"
        text = f"{BACK} on {name} {reason}; {count(len(cases), 'case')} timed with it {are} not counted ({some})"
        warning = next((problem.warning for problem in problems if problem.warning), _UNSAID)
        yield Paragraph(text, "bad", (Note(warning.rstrip("."), _CURE),))
