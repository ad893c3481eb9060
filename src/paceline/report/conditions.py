"""How a race was run, and what disturbed it: part of every report, each with its cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..gil import BACK
from ..results import caseid
from .document import Note, Paragraph
from .gil import gil_back
from .spending import spending
from .units import budget, count, duration, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..results.records import Race

BUSY = 0.05
"""Share of the machine that others may use before a parallel figure is called contaminated."""

_FEW = 4
"""Heats below which intervals are wide."""

SHOWN = 0.005
"""Share of a race's time from which a kind of it is named."""

CONTAMINATED = Note("in some heats other programs used the cores of a concurrent case", "close them and race again")


def problems(race: Race) -> Iterator[Paragraph]:
    """Report what failed, crashed, hung or was skipped, and what could not run: counted and named."""
    seen: dict[tuple[str, str, str], list[str]] = {}
    for heat in race.heats:
        for problem in (problem for problem in heat.problems if problem.status != BACK):
            cases = seen.setdefault((problem.side, problem.status, problem.reason), [])
            if problem.case not in cases:
                cases.append(problem.case)
    yield from gil_back(race)
    alike: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for (name, status, reason), cases in seen.items():
        alike.setdefault((status, reason, tuple(cases)), []).append(name)
    for (status, reason, of), names in alike.items():
        yield Paragraph(f"{status} on {', '.join(names)}: {count(len(of), 'case')} ({_some(of)}): {reason}", "bad")
    left_out: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for side in race.sides:
        for reason in dict.fromkeys(side.unsupported.values()):
            kept_out = tuple(case for case, why in side.unsupported.items() if why == reason)
            left_out.setdefault((reason, kept_out), []).append(side.name)
    for (reason, kept_out), names in left_out.items():
        what = f"{count(len(kept_out), 'case')} ({_some(kept_out)})"
        yield Paragraph(f"not run on {', '.join(names)}: {what}: {reason}", "dim")


def _some(cases: Sequence[str]) -> str:
    return ", ".join(caseid.name(case) for case in cases[:3]) + (", …" if len(cases) > 3 else "")


def conditions(race: Race, *, brief: bool = False) -> Iterator[Paragraph]:
    """Report the heats, what took their time (but not if `brief`), and what else the machine did."""
    cut = sum(not heat.complete for heat in race.heats)
    short = f" ({cut} cut short by the time limit)" if cut else ""
    heats = f"{count(len(race.heats), 'heat')}{short} in {duration(race.seconds)}"
    shares = [f"{share(part)} {kind}" for kind, _, part in spending(race) if part >= SHOWN]
    yield from _settings(race)
    yield Paragraph(
        heats if brief or not shares else f"{heats}: {', '.join(shares)}", "dim", notes=tuple(_caveats(race))
    )


def _settings(race: Race) -> Iterator[Paragraph]:
    """Report what sides were started with that others were not."""
    for side in race.sides:
        if side.settings:
            yield Paragraph(f"{side.name} runs with {side.settings}", "dim")


def _caveats(race: Race) -> Iterator[Note]:
    foreign = max((heat.system_load.foreign or 0.0 for heat in race.heats), default=0.0)
    if foreign > BUSY:
        text = f"other programs used up to {share(foreign)} of the machine during a heat"
        harm = (
            "threads and processes look slower than they are; " if any(case.concurrent for case in race.cases) else ""
        )
        yield Note(text, f"{harm}close them and race again")
    steal = max((heat.system_load.steal or 0.0 for heat in race.heats), default=0.0)
    if steal > BUSY:
        yield Note(f"the host took away up to {share(steal)} of the CPU time", "race again at a quieter hour")
    if race.unpinned:
        yield Note(f"cases were not pinned to a core ({race.unpinned})", "trust only differences of at least 5 %")


def too_few_heats(race: Race) -> Iterator[Paragraph]:
    """Say into which budget more heats fit, where there were few; a gate says by itself what it lacks."""
    if len(race.heats) < _FEW:
        needed = _FEW * max((heat.seconds for heat in race.heats), default=0.0)
        few = f"{count(len(race.heats), 'heat')} may be too few for an answer"
        yield Paragraph(f"{few}: more of them fit into --budget {budget(needed)}", "bad")
