"""`paceline judge`: the verdict again, from what is on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ExitCode, PacelineError
from ..judge.comparison import Word
from ..judge.files import judge_files, only_in
from ..judge.gate import confirmed, judge_gate, merge
from ..report import files as report
from ..report import terminal
from ..results import benchmarkjson
from ..results.folder import RaceFolder
from . import judging

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ..judge.gate import GateJudgement
    from ..judge.policy import Policy
    from ..results.records import Race


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    text = "a race's folder, such as results/<date>-gate; several are merged: gates of separate machines, one verdict"
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR", help=text)
    text = "races of the same on another machine: a regression stands only if it shows there too"
    parser.add_argument("--confirm", nargs="+", type=Path, default=[], metavar="DIR", help=text)
    text = "pytest-benchmark's files that no race made, one for each run"
    parser.add_argument("--baseline", nargs="+", type=Path, default=[], metavar="FILE", help=text)
    parser.add_argument("--candidate", nargs="+", type=Path, default=[], metavar="FILE", help=text)
    judging.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Judge; print the verdict; return the exit code."""
    judging.check_output(args.json)
    policy = judging.policy(args.profile, Path.cwd())
    if args.baseline and args.candidate and not args.folders:
        return _files(args, policy)
    if not args.folders or args.baseline or args.candidate:
        cure = "name a race's folder, or files with --baseline and --candidate"
        raise PacelineError("there is nothing to judge", cure=cure)
    races, judgement = _judged(args.folders, policy)
    if args.confirm:
        judgement = confirmed(judgement, _judged(args.confirm, policy)[1])
    return judging.conclude(races, judgement, args)


def _judged(folders: Sequence[Path], policy: Policy) -> tuple[list[Race], GateJudgement]:
    """Judge each folder's race with its part of the error rate; return the races and the merged verdict."""
    races, judgements = [], []
    for folder in folders:
        race, samples = RaceFolder(folder).load()
        if not race.pairs:
            raise PacelineError("compares no sides", place=folder, cure="judge a gate, or a race of at least two sides")
        races.append(race)
        judgements.append(judge_gate(race, samples, policy, parts=len(folders)))
    return races, merge(judgements)


def _files(args: argparse.Namespace, policy: Policy) -> int:
    """Judge two sets of plain files; drifting machines can make false alarms here, and that is said."""
    baseline, candidate = ([benchmarkjson.load(file)[0] for file in files] for files in (args.baseline, args.candidate))
    verdicts = judge_files(baseline, candidate, policy)
    removed, added = only_in(baseline, candidate), only_in(candidate, baseline)
    document = report.compose(verdicts, removed, added, (len(baseline), len(candidate)), verbose=args.verbose)
    terminal.tell(document, terminal.console())
    words = {verdict.verdict for verdict in verdicts}
    if Word.REGRESSION in words:
        return ExitCode.REGRESSION
    nothing_shown = min(len(baseline), len(candidate)) < 2
    unjudged = nothing_shown or removed or (args.strict and Word.INCONCLUSIVE in words)
    return ExitCode.UNJUDGED if unjudged else ExitCode.OK
