"""`paceline bench`: race interpreters over the suite's grid; `nox -s bench` builds its sides."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from .. import interpreter
from ..errors import ExitCode, PacelineError
from ..judge.bench.judgement import judge_bench
from ..judge.bench.stopping import needless
from ..race import entry
from ..race.running import RaceConfig
from ..race.schedule import BROAD
from ..race.settings import FORM
from ..race.time_limit import Limits
from ..report import page
from ..report import stored as stored_report
from ..report.bench import document as report
from ..report.bench import rows as figurerows
from ..report.formats import Report
from ..results.folder import RaceFolder
from ..tutorial.launch import asked_for, newest, run_programs
from . import judging, options, stored
from .outputs import Outputs
from .outputs import add_arguments as add_outputs
from .racing import raced, untimed

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from ..race.conductor import Settled
    from ..results.records import Race
    from ..results.store import Samples

_BUDGET = "5m"
_ALL_BUDGET = "30m"
_DOUBT = 0.01
"""Once all rivals are ranked, a figure that is known to ±1 % is settled; its time goes to the others."""
_HEATS = 4
"""Heats before a ranking or a figure may be settled: the first three may agree by luck."""

_FAILURES = ("python", "baseline")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_sides(parser)
    text = "compare all other sides with this one (default: the same version's plain build, or the version before)"
    parser.add_argument("--reference", metavar="NAME", help=text)
    text = "exit with 1 if a newer Python is slower (python), or if a case is slower than its baseline (baseline)"
    parser.add_argument("--fail-on", action="append", default=[], choices=_FAILURES, help=text)
    parser.add_argument("-v", "--verbose", action="store_true", help="list every figure, winner and crossover too")
    options.add_race(parser, budget=_BUDGET)
    add_outputs(parser)


def _needless(race: Race, samples: Samples) -> dict[tuple[str, str], str]:
    return dict.fromkeys(needless(race, samples, doubt=_DOUBT, heats=_HEATS), "")


def add_sides(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose interpreters and cases of the suite's grid."""
    text = "an interpreter: a name, and the path of a Python that has the suite's requirements; can be repeated "
    text += "(default: the one that runs paceline)"
    group = parser.add_argument_group("what is measured")
    group.add_argument("--side", action="append", metavar=FORM, help=text)
    group.add_argument(
        "--all",
        action="store_true",
        help=f"all benchmarks, not only those with the marker core (default budget: {_ALL_BUDGET})",
    )
    group.add_argument("--interpreters", metavar="NAMES", help="only these sides, such as 3.13,3.14")
    group.add_argument("-k", dest="keyword", metavar="EXPRESSION", help="only matching cases, as with pytest's -k")
    group.add_argument("--workers", metavar="COUNTS", help="more worker counts, such as 1,2,4: adds a scaling curve")


def run(args: argparse.Namespace) -> int:
    """Race; print tables and answers; return the exit code."""
    outputs = Outputs.opened(args)
    args.budget = args.budget or options.seconds(_ALL_BUDGET if args.all else _BUDGET)
    wanted = config(args, kind="bench", settled=_needless)
    race, samples = raced(wanted, outputs.console, resumed=args.resume is not None)
    _run_programs(race, folder := RaceFolder(wanted.out), outputs.console)
    found = stored.against(race, samples, [side.name for side in race.sides])
    judgement = judge_bench(race, samples, args.reference)
    document = report.compose(race, samples, judgement, verbose=args.verbose)
    if found:
        document.add(*stored_report.compose(found, verbose=args.verbose, brief=not args.verbose).blocks)
    slower = "python" in args.fail_on and judgement.slower
    worse = "baseline" in args.fail_on and stored.exit_code(found) is ExitCode.REGRESSION
    shown = Report(document, figurerows.compose(race, samples, judgement.figures), str(wanted.out))
    missing = untimed(race, samples)
    code = ExitCode.REGRESSION if slower or worse else ExitCode.UNJUDGED if missing else ExitCode.OK
    code = outputs.render(shown, code)
    if missing:
        outputs.console.print(Text(f"nothing was timed on {', '.join(missing)}"), soft_wrap=True)
    content = page.gather(race, samples, judgement, programs=folder.programs())
    try:
        said = f"page: {page.write(wanted.out / page.FILE, content, samples)}"
    except PacelineError as error:
        said = f"no page: {error}"
    outputs.console.print(Text(said), soft_wrap=True)
    return code


def config(
    args: argparse.Namespace,
    *,
    kind: str,
    settled: Settled,
) -> RaceConfig:
    """Return a race of the suite's grid on the sides that were asked for."""
    options.refuse_xdist(args.pytest)
    own = f"{interpreter.facts().name}={sys.executable}"
    sides = _chosen([entry.parse(text) for text in args.side or [own]], args.interpreters)
    if getattr(args, "reference", None) is not None and args.reference not in {side.name for side in sides}:
        raise PacelineError(f"--reference {args.reference}: there is no such side")
    return RaceConfig(
        kind=kind,
        sides=tuple(sides),
        pairs=(),
        pytest_args=_pytest_args(args),
        out=args.resume or options.out_folder(args.out, kind),
        pace=BROAD,
        limits=Limits(args.budget, args.heats),
        timeout=args.timeout,
        pass_env=judging.passed(args, Path.cwd()),
        parallel=args.parallel,
        settled=settled,
        reference_loop=True,
        reference=True,
    )


def _run_programs(race: Race, folder: RaceFolder, console: Console) -> None:
    """Keep the timeline of the tutorial's tasks, once; where that fails it is said, and the race stands."""
    if not asked_for(race):
        return
    try:
        folder.save_programs(run_programs(newest(race)))
    except PacelineError as error:
        console.print(Text(f"no timeline of tasks: {error}"), soft_wrap=True)


def _chosen(sides: list[entry.Wanted], names: str | None) -> list[entry.Wanted]:
    if names is None:
        return sides
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    known = {side.name: side for side in sides}
    for name in wanted:
        if name not in known:
            raise PacelineError(f"--interpreters {name}: not found", cure=f"choose from {', '.join(known)}")
    return [known[name] for name in wanted]


def _pytest_args(args: argparse.Namespace) -> tuple[str, ...]:
    named = any(not word.startswith("-") and Path(word.split("::")[0]).exists() for word in args.pytest)
    words = [] if named else ["benchmarks", *([] if args.all else ["-m", "core"])]
    words += ["-k", args.keyword] if args.keyword else []
    words += ["--workers", args.workers] if args.workers else []
    return (*words, *args.pytest)
