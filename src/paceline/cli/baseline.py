"""`paceline baseline`: the figures that a repository keeps."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from ..errors import PacelineError
from ..judge.bench.judgement import judge_bench
from ..judge.stored.approval import doubtful, renewed
from ..judge.stored.check import judge_stored
from ..report import stored as report
from ..report.bench import document as bench_report
from ..report.formats import terminal
from ..results import baseline as files
from ..results import revisions
from ..results.folder import RaceFolder
from . import options
from .bench import add_sides, config
from .racing import raced
from .stored import FOLDER, against, exit_code, newest_race

if TYPE_CHECKING:
    import argparse

    from ..results.baseline import Baseline
    from ..results.records import Race
    from ..results.store import Samples

_MEASURE = "create one with paceline baseline measure"
_HEATS = 10
"""Heats that a stored figure rests on at least: its spread is known to a quarter then."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's own commands."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, prog="paceline baseline")
    text = "race the benchmarks on these sides, and keep the figures"
    measure = actions.add_parser("measure", help=text, description=text)
    add_sides(measure)
    options.add_race(measure, budget="as long as --heats take")
    measure.set_defaults(heats=_HEATS, act=_measure)
    approve = actions.add_parser("approve", help="keep a finished race's figures as the baseline")
    approve.set_defaults(act=_approve)
    check = actions.add_parser("check", help="judge a race against the stored baselines")
    check.add_argument("-v", "--verbose", action="store_true", help="list the unchanged and undecided cases too")
    check.set_defaults(act=_check)
    for action in (approve, check):
        text = "a race's folder (default: the newest in results/)"
        action.add_argument("race", nargs="?", type=Path, metavar="DIR", help=text)
    for action in (measure, approve):
        action.add_argument("--reason", required=True, metavar="TEXT", help="why the figures are renewed")
        action.add_argument("--case", metavar="PATTERN", help="only cases whose ids match, such as '*loop*'")
        text = "keep them despite uncommitted changes, missing cases or too few heats"
        action.add_argument("--force", action="store_true", help=text)
    show = actions.add_parser("show", help="show what is stored")
    show.add_argument("names", nargs="*", metavar="NAME", help="interpreters, such as 3.14 (default: all)")
    show.set_defaults(act=_show)
    diff = actions.add_parser("diff", help="show how the stored figures differ from those of a commit")
    diff.add_argument("revision", metavar="REV", help="a commit")
    diff.set_defaults(act=_diff)
    for action in (measure, approve, check, show, diff):
        action.add_argument("--folder", type=Path, default=FOLDER, help=f"folder of the baselines (default: {FOLDER})")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; return the exit code."""
    return int(args.act(args))


def _measure(args: argparse.Namespace) -> int:
    wanted = config(args, kind="baseline", settled=lambda _race, _samples: {})
    console = terminal.console()
    race, samples = raced(wanted, console, resumed=args.resume is not None)
    terminal.render(bench_report.compose(race, samples, judge_bench(race, samples)), console)
    return _keep(args, race, samples)


def _approve(args: argparse.Namespace) -> int:
    race, samples = RaceFolder(args.race or newest_race()).load()
    if race.pairs:
        cure = "name a race of paceline bench or of paceline baseline measure"
        raise PacelineError("compares two sides, so it cannot be a baseline", place=args.race, cure=cure)
    return _keep(args, race, samples)


def _keep(args: argparse.Namespace, race: Race, samples: Samples) -> int:
    doubts = list(doubtful(race, samples, args.case, heats=_HEATS))
    if doubts and not args.force:
        more = f" (and {len(doubts) - 1} more)" if len(doubts) > 1 else ""
        raise PacelineError(f"{doubts[0]}{more}", cure="fix that, or approve it all the same with --force")
    console = terminal.console()
    old = {side.name: _own(args.folder, side.key) for side in race.sides}
    terminal.render(report.changes(judge_stored(race, samples, {n: b for n, b in old.items() if b})), console)
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    for side in race.sides:
        approval = files.Approval(side.commit or "no commit", now, args.reason, args.case or files.ALL)
        made = renewed(race, samples, side, approval, old[side.name])
        path = files.path_of(args.folder, side.key)
        files.save(path, made)
        console.print(Text(f"{side.name}: {len(made.cases)} cases in {path}"), soft_wrap=True)
    return 0


def _own(folder: Path, identity: str) -> Baseline | None:
    path = files.path_of(folder, identity)
    return files.load(path) if path.is_file() else None


def _check(args: argparse.Namespace) -> int:
    race, samples = RaceFolder(args.race or newest_race()).load()
    found = against(race, samples, [side.name for side in race.sides], args.folder)
    terminal.render(report.compose(found, verbose=args.verbose), terminal.console())
    return exit_code(found)


def _show(args: argparse.Namespace) -> int:
    stored = [files.load(path) for path in sorted(args.folder.glob("*.json"))]
    chosen = [baseline for baseline in stored if not args.names or baseline.name in args.names]
    if not chosen:
        known = ", ".join(baseline.name for baseline in stored)
        cure = f"choose from {known}" if stored else _MEASURE
        raise PacelineError("there is no such baseline", place=args.folder, cure=cure)
    terminal.render(report.listing(chosen), terminal.console())
    return 0


def _diff(args: argparse.Namespace) -> int:
    pairs = []
    for path in sorted(args.folder.glob("*.json")):
        content = revisions.at(args.revision, path)
        pairs.append((files.parse(content, f"{args.revision}:{path}") if content else None, files.load(path)))
    if not pairs:
        raise PacelineError("holds no baseline", place=args.folder, cure=_MEASURE)
    terminal.render(report.difference(pairs), terminal.console())
    return 0
