"""`paceline bench`: race interpreters over the suite's grid; `nox -s bench` builds its sides."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from ..errors import ExitCode, PacelineError
from ..judge.grid import settled
from ..race import entry
from ..race.conductor import Limits
from ..race.hold import Programme
from ..race.programs import asked_for, newest, run_programs
from ..race.schedule import BROAD
from ..report import bench as report
from ..report import page, terminal
from ..results.folder import RaceFolder
from . import options
from .holding import held

if TYPE_CHECKING:
    import argparse

    from ..results.records import Race

_BUDGET = "5m"
_ALL_BUDGET = "30m"
_DOUBT = 0.01
"""A figure that is known to ±1 % on every side is settled; its time goes to the others."""
_HEATS = 4
"""Heats before a figure may be settled: the first three may agree by luck."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    text = "an interpreter: its name, and the path of a Python that has the suite's requirements"
    parser.add_argument("--side", action="append", required=True, metavar="NAME=PYTHON[,CHECKOUT]", help=text)
    parser.add_argument(
        "--all", action="store_true", help=f"the whole grid, not its core (default budget {_ALL_BUDGET})"
    )
    parser.add_argument("--interpreters", metavar="NAMES", help="only these sides, such as 3.13,3.14")
    parser.add_argument("-k", dest="keyword", metavar="EXPRESSION", help="only cases that match, as pytest's -k")
    parser.add_argument("--workers", metavar="COUNTS", help="numbers of workers to add: a scaling curve, such as 1,2,4")
    options.add_race(parser, budget=_BUDGET)


def run(args: argparse.Namespace) -> int:
    """Race; print tables and answers; return the exit code."""
    options.refuse_xdist(args.pytest)
    sides = _chosen([entry.parse(text) for text in args.side], args.interpreters)
    budget = args.budget or options.seconds(_ALL_BUDGET if args.all else _BUDGET)
    programme = Programme(
        kind="bench",
        sides=tuple(sides),
        pairs=(),
        pytest_args=_pytest_args(args),
        out=args.resume or options.out_folder(args.out, "bench"),
        pace=BROAD,
        limits=Limits(budget, args.heats),
        timeout=args.timeout,
        lanes=args.lanes,
        settled=partial(settled, doubt=_DOUBT, heats=_HEATS),
    )
    race, samples = held(programme, compose=report.compose, resumed=args.resume is not None)
    folder = RaceFolder(programme.out)
    _run_programs(race, folder)
    content = page.gather(race, samples, programs=folder.programs())
    file = page.write(programme.out / page.FILE, content, samples)
    terminal.console().print(Text(f"page: {file}"), soft_wrap=True)
    return ExitCode.OK


def _run_programs(race: Race, folder: RaceFolder) -> None:
    """Keep the timeline of the tutorial's tasks, once; where that fails it is said, and the race stands."""
    if not asked_for(race):
        return
    try:
        folder.save_programs(run_programs(newest(race)))
    except PacelineError as error:
        terminal.console().print(Text(f"no timeline of tasks: {error}"), soft_wrap=True)


def _chosen(sides: list[entry.Wanted], names: str | None) -> list[entry.Wanted]:
    if names is None:
        return sides
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    known = {side.name: side for side in sides}
    for name in wanted:
        if name not in known:
            raise PacelineError(f"--interpreters {name}: not found", cure=f"there are: {', '.join(known)}")
    return [known[name] for name in wanted]


def _pytest_args(args: argparse.Namespace) -> tuple[str, ...]:
    words = ["benchmarks", *([] if args.all else ["-m", "core"])]
    words += ["-k", args.keyword] if args.keyword else []
    words += ["--workers", args.workers] if args.workers else []
    return (*words, *args.pytest)
