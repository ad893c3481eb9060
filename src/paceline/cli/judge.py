"""`paceline judge`: a gate's verdict or a bench's answers again, from what is on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ExitCode, PacelineError
from ..judge.bench.judgement import judge_bench
from ..judge.files import judge_files, unjudged_in
from ..judge.gate.judgement import confirmed, judge_gate, merge
from ..judge.records import Word
from ..report import files as report
from ..report.bench import document as bench
from ..report.bench import rows as figurerows
from ..report.formats import Report
from ..report.gate import rows as gaterows
from ..report.units import count
from ..results import benchmarkjson
from ..results.folder import RaceFolder
from . import compared, judging, kept
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
    parts = _loaded(args.folders)
    if len(parts) == 1 and not parts[0][0].pairs and not args.confirm:
        return _bench(*parts[0], args, outputs)
    judgement, opening = _judged(args.folders, parts, policy), compared.in_words([race for race, _ in parts])
    if args.confirm:
        second = _second(args, parts)
        again = _judged(args.confirm, second, policy)
        found, judgement = _regressions(judgement), confirmed(judgement, again)
        shown = f"{_regressions(judgement)} of {count(found, 'regression')} confirmed by "
        opening += f"; {shown}{', '.join(map(str, args.confirm))}" if found else "; there was no regression to confirm"
    kept_in = ", ".join(map(str, args.folders))
    return judging.conclude(parts, judgement, args, outputs, kept=kept_in, opening=opening)


def _loaded(folders: Sequence[Path]) -> list[tuple[Race, Samples]]:
    """Read these races."""
    for folder in folders:
        kept.expect(folder)
    return [RaceFolder(folder).load() for folder in folders]


def _judged(folders: Sequence[Path], parts: Sequence[tuple[Race, Samples]], policy: Policy) -> GateJudgement:
    """Judge each folder's race with its part of the error rate; return the merged verdict."""
    for folder, (race, _) in zip(folders, parts, strict=True):
        if not race.pairs:
            cure = "judge a bench by itself, without another folder"
            raise PacelineError("compares no sides with each other", place=folder, cure=cure)
    return merge([judge_gate(race, samples, policy, parts=len(parts)) for race, samples in parts])


def _second(args: argparse.Namespace, parts: Sequence[tuple[Race, Samples]]) -> list[tuple[Race, Samples]]:
    """Read the gates that are to confirm others: of the same commits and interpreters, and not the same gates."""
    if same := {folder.resolve() for folder in args.folders} & {folder.resolve() for folder in args.confirm}:
        raise PacelineError("cannot confirm itself", place=min(same), cure="name a second gate of the same commits")
    second = _loaded(args.confirm)
    theirs = {each for race, _ in second for each in compared.commits(race)}
    if not any(each in theirs for race, _ in parts for each in compared.commits(race)):
        problem = f"confirms nothing: it compares {compared.in_words([race for race, _ in second])}"
        cure = "name a gate of the same commits on the same interpreters"
        raise PacelineError(problem, place="--confirm", cure=cure)
    return second


def _regressions(judgement: GateJudgement) -> int:
    return sum(verdict.verdict is Word.REGRESSION for pair in judgement.pairs for verdict in pair.verdicts())


def _bench(race: Race, samples: Samples, args: argparse.Namespace, outputs: Outputs) -> int:
    """Print the tables and answers of a bench."""
    judgement = judge_bench(race, samples)
    document = bench.compose(race, samples, judgement, verbose=args.verbose)
    rows = figurerows.compose(race, samples, judgement.figures)
    return outputs.render(Report(document, rows, str(args.folders[0])), ExitCode.OK)


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
