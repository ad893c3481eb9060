"""Why no benchmark was collected on any side, and what helps against that."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from ..errors import PacelineError
from . import left_behind
from .environment import lacking
from .misnamed import misnamed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .side_run import SideRun


def nowhere(argument: str, checkout: Path) -> PacelineError:
    """Return the error of an argument that names nothing on any side."""
    near = difflib.get_close_matches(argument.strip("/"), [path.name for path in checkout.iterdir()], n=1)
    such = f", such as {near[0]}" if near else ""
    cure = f"name a file, a folder or a test that is there{such}, after --"
    return PacelineError(f"there is no {argument}, on any side", cure=cure)


def no_benchmark(side_runs: list[SideRun], args: Sequence[str]) -> PacelineError:
    """Return the error: why no benchmark was collected, and what helps."""
    if broken := [(side_run, *found) for side_run in side_runs for found in side_run.broken.items()]:
        return _broken(*broken[0])
    for side_run in side_runs:
        for place, reason in side_run.skipped.items():
            problem = f"no benchmark was collected: {place} skips itself ({reason})"
            return PacelineError(
                problem, place=_on(side_run), cure="provide what it needs, or name other tests after --"
            )
        if side_run.deselected:
            said = f"no benchmark was collected: all {side_run.deselected} are deselected, by -k, -m or --deselect"
            core = "give --all, or name their files after --: none of them has the marker core"
            return PacelineError(said, place=_on(side_run), cure=core if "core" in args else "leave these out")
    left_out = next((why for side_run in side_runs for why in side_run.unsupported.values()), None)
    plain = max((side_run.plain for side_run in side_runs), default=0)
    if not left_out and (files := misnamed(side_runs[0].side.checkout, args, collected=bool(plain))):
        problem = f"no benchmark was collected: {files[0].name} does not match pytest's setting python_files"
        return PacelineError(problem, cure=f"name the files after --, or add -o python_files={files[0].name}")
    why = left_out or (f"none of {plain} tests takes the benchmark fixture" if plain else "no test was found")
    cure = "name a file or folder whose tests take the benchmark fixture, after --"
    return PacelineError(f"no benchmark was collected: {why}", cure=cure)


def _broken(side_run: SideRun, place: str, reason: str) -> PacelineError:
    """Return the error of a file that could not be collected."""
    side = side_run.side
    problem = f"no benchmark was collected: {place} ({reason})"
    if why := left_behind.hint(reason, side):
        return PacelineError(problem, place=_on(side_run), cure=why)
    cure = f"run `{side.python} -m pytest {place}` in {side.checkout}"
    if side.copied:  # it is gone when this is read
        cure = f"run `pytest {place}` in a fresh clone: a side has only the files that git knows"
    return lacking(reason, side.name, side.python) or PacelineError(problem, place=_on(side_run), cure=cure)


def _on(side_run: SideRun) -> str:
    return f"side {side_run.name}"
