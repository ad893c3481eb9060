"""`paceline race`: any sides, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ExitCode, PacelineError
from ..judge.bench.figures import figures
from ..race import entry
from ..race.running import RaceConfig
from ..race.schedule import THOROUGH
from ..race.settings import FORM
from ..race.time_limit import Limits
from ..report import race as report
from ..report.bench import rows as figurerows
from ..report.formats import Report
from ..results.records import Pair
from . import judging, options
from .outputs import Outputs
from .outputs import add_arguments as add_outputs
from .racing import raced, untimed

if TYPE_CHECKING:
    import argparse

_BUDGET = 60.0
"""Seconds, where neither --budget nor --heats says when to end."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    text = "a side: its name, Python (a path or a version on PATH), folder (default: this one), environment variables "
    text += "and interpreter options; can be repeated"
    parser.add_argument("--side", action="append", default=[], metavar=FORM, help=text)
    parser.add_argument("--baseline", metavar="NAME", help="side to compare with (default: the first)")
    options.add_race(parser, budget="until --heats are done, or 1m")
    add_outputs(parser)


def run(args: argparse.Namespace) -> int:
    """Race; print the table; return the exit code."""
    if bool(args.side) == bool(args.resume):
        cure = "give --side NAME=PYTHON for each side, or --resume DIR"
        raise PacelineError("either --side or --resume is needed, and not both", cure=cure)
    options.refuse_xdist(args.pytest)
    sides = tuple(entry.parse(text) for text in args.side)
    outputs = Outputs.opened(args)
    config = RaceConfig(
        kind="race",
        sides=sides,
        pairs=_pairs([side.name for side in sides], args.baseline),
        pytest_args=tuple(args.pytest),
        out=args.resume or options.out_folder(args.out, "race"),
        pace=THOROUGH,
        limits=Limits(args.budget or (None if args.heats else _BUDGET), args.heats),
        timeout=args.timeout,
        pass_env=judging.passed(args, Path.cwd()),
        parallel=args.parallel,
        settled=lambda _race, _samples: {},
    )
    race, samples = raced(config, outputs.console, resumed=bool(args.resume))
    found = figures(race, samples)
    shown = Report(report.compose(race, samples, found), figurerows.compose(race, samples, found), str(config.out))
    return outputs.render(shown, ExitCode.UNJUDGED if untimed(race, samples) else ExitCode.OK)


def _pairs(names: list[str], baseline: str | None) -> tuple[Pair, ...]:
    """Compare each other side with the one that was named, or with the first."""
    if baseline is not None and baseline not in names:
        raise PacelineError(f"--baseline {baseline}: there is no such side", cure=f"choose from {', '.join(names)}")
    first = baseline or (names[0] if names else "")
    return tuple(Pair(first, name) for name in names if name != first)
