"""`paceline judge`: the verdict again, from what is on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ExitCode, PacelineError
from ..judge.files import judge_files, unjudged_in
from ..judge.gate.judgement import confirmed, judge_gate, merge
from ..judge.records import Word
from ..report import files as report
from ..report.formats import Report
from ..report.gate import rows as gaterows
from ..results import benchmarkjson
from ..results.folder import RaceFolder
from . import judging, kept
from .outputs import Outputs

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ..judge.gate.judgement import GateJudgement
    from ..judge.policy import Policy
    from ..judge.records import Verdict
    from ..results.records import Race
    from ..results.store import Samples


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    text = "a race's folder, such as results/<date>-gate; several folders are merged into one verdict"
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR", help=text)
    text = "the same gates on another machine: a regression counts only if both show it"
    parser.add_argument("--confirm", nargs="+", type=Path, default=[], metavar="DIR", help=text)
    text = "pytest-benchmark JSON files, one per run"
    parser.add_argument("--baseline", nargs="+", type=Path, default=[], metavar="FILE", help=f"{text}, to compare with")
    parser.add_argument("--candidate", nargs="+", type=Path, default=[], metavar="FILE", help=f"{text}, to judge")
    judging.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Judge; print the verdict; return the exit code."""
    outputs = Outputs.opened(args)
    policy = judging.policy(args.profile, Path.cwd())
    if args.baseline and args.candidate and not args.folders:
        return _files(args, policy, outputs)
    if not args.folders or args.baseline or args.candidate:
        cure = "name a race's folder, or files with --baseline and --candidate"
        raise PacelineError("there is nothing to judge", cure=cure)
    parts, judgement = _judged(args.folders, policy)
    if args.confirm:
        again = _judged(args.confirm, policy)[1]
        if not {pair.interpreter for pair in again.pairs} & {pair.interpreter for pair in judgement.pairs}:
            cure = "name races of the same interpreters"
            raise PacelineError(
                "confirms nothing: it has none of the interpreters judged", place="--confirm", cure=cure
            )
        judgement = confirmed(judgement, again)
    return judging.conclude(parts, judgement, args, outputs, kept=", ".join(map(str, args.folders)))


def _judged(folders: Sequence[Path], policy: Policy) -> tuple[list[tuple[Race, Samples]], GateJudgement]:
    """Judge each folder's race with its part of the error rate; return the races and the merged verdict."""
    parts, judgements = [], []
    for folder in folders:
        kept.expect(folder)
        race, samples = RaceFolder(folder).load()
        if not race.pairs:
            raise PacelineError("compares no sides", place=folder, cure="judge a gate, or a race of at least two sides")
        parts.append((race, samples))
        judgements.append(judge_gate(race, samples, policy, parts=len(folders)))
    return parts, merge(judgements)


def _files(args: argparse.Namespace, policy: Policy, outputs: Outputs) -> int:
    """Judge two sets of plain files, and warn that a drifting machine can cause false alarms here."""
    baseline, candidate = (
        {file: benchmarkjson.load(file) for file in files} for files in (args.baseline, args.candidate)
    )
    verdicts = judge_files(baseline, candidate, policy)
    rest = tuple(unjudged_in(baseline, candidate))
    document = report.compose(verdicts, rest, (len(baseline), len(candidate)), verbose=args.verbose)
    missing = any(case.word is not Word.ADDED for case in rest)
    code = _code(verdicts, shown=min(len(baseline), len(candidate)) >= 2 and not missing, strict=args.strict)
    return outputs.render(Report(document, gaterows.compose_files(verdicts, rest, policy, code)), code)


def _code(verdicts: Sequence[Verdict], *, shown: bool, strict: bool) -> ExitCode:
    """Say what verdicts on files mean for a build; `shown`: they can show something on every case."""
    words = {verdict.verdict for verdict in verdicts}
    if Word.REGRESSION in words:
        return ExitCode.REGRESSION
    return ExitCode.OK if shown and not (strict and Word.INCONCLUSIVE in words) else ExitCode.UNJUDGED
