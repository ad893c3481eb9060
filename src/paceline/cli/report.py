"""`paceline report`: a race's page of plots, and the same plots as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from ..errors import ExitCode, PacelineError
from ..judge.bench.judgement import judge_bench
from ..judge.gate.judgement import judge_gate
from ..report import page
from ..report.formats import terminal
from ..results.folder import RaceFolder
from . import judging

if TYPE_CHECKING:
    import argparse

    from ..judge.policy import Policy
    from ..judge.records import Verdict
    from ..results.records import Pair, Race
    from ..results.store import Samples


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a race's folder, such as results/<date>-bench")
    parser.add_argument("--page", type=Path, metavar="FILE", help=f"file for the page (default: DIR/{page.FILE})")
    parser.add_argument("--plots", type=Path, metavar="DIR", help="folder for the plots, as SVG and PNG")
    parser.add_argument("--profile", metavar="NAME", help="margins, where sides are compared")


def run(args: argparse.Namespace) -> int:
    """Write the page, and the plots if asked for; name them; return the exit code."""
    policy = judging.policy(args.profile, Path.cwd())
    folder = RaceFolder(args.folder)
    race, samples = folder.load()
    if not any(samples.of(case.id, side.name) for case in race.cases for side in race.sides):
        raise PacelineError("contains no timed case", place=args.folder, cure="continue the race with --resume")
    verdicts = _verdicts(race, samples, policy) if race.pairs else None
    judgement = judge_bench(race, samples)
    content = page.gather(race, samples, judgement, verdicts=verdicts, policy=policy, programs=folder.programs())
    console = terminal.console()
    file = page.write(args.page or args.folder / page.FILE, content, samples)
    console.print(Text(f"page: {file}"), soft_wrap=True)
    if args.plots is not None:
        plots = page.write_plots(content, args.plots)
        console.print(Text(f"{len(plots)} plots in {args.plots}"), soft_wrap=True)
    return ExitCode.OK


def _verdicts(race: Race, samples: Samples, policy: Policy) -> dict[Pair, tuple[Verdict, ...]]:
    """Return a gate's verdicts on times."""
    judged = judge_gate(race, samples, policy)
    return {each.pair: (*([each.suite] if each.suite else []), *each.cases) for each in judged.pairs}
