"""The tutorial's programs, once after a race and outside all timed rounds: which task ran where, and when."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from ..errors import PacelineError
from ..race.ending import end_group
from ..race.entry import ALIAS, environment, harness
from ..results import caseid
from ..workloads import tutorial
from .records import decode

if TYPE_CHECKING:
    from ..results.records import Race, Side
    from .records import Programs

WORKLOAD = "tutorial"
SIZE = 32
"""Of the tutorial's first task: its largest takes most of a second, so that tasks outlast the start of a pool."""
_PATIENCE = 60.0
"""Seconds that the three programs may take together."""


def asked_for(race: Race) -> bool:
    """Say whether the tutorial is among the race's cases."""
    return any(caseid.split(case.id).parameters.get("workload") == WORKLOAD for case in race.cases)


def newest(race: Race) -> Side:
    """Return the side with the newest Python; of several the first."""
    return max(race.sides, key=lambda side: [int(part) for part in re.findall(r"\d+", str(side.interpreter["python"]))])


def run_programs(side: Side, *, patience: float = _PATIENCE) -> Programs:
    """Run the tutorial's three programs on a side; raise `PacelineError` where they fail or take too long."""
    sizes = map(str, tutorial.tasks(SIZE))
    with harness() as place:
        process = subprocess.Popen(
            [side.python, *side.options, "-m", f"{ALIAS}.tutorial", *sizes],
            cwd=side.checkout,
            env=environment(place, side.python, side.copied, **side.variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # its workers can be found and killed with it
        )
        with process:
            try:
                said, errors = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired as error:
                raise PacelineError(f"took more than {patience:g} s", place=_place(side)) from error
            finally:
                end_group(process.pid, reap=process.poll)
    if process.returncode:
        last = (errors.decode(errors="replace").strip().splitlines() or ["no output"])[-1]
        raise PacelineError(f"exited with code {process.returncode} ({last})", place=_place(side))
    try:
        return decode(said)
    except ValueError as error:
        raise PacelineError(str(error), place=_place(side)) from error


def _place(side: Side) -> str:
    return f"the tutorial's programs on {side.name}"
