"""`paceline gate`: did this change make anything slower, since the commit that it left."""

from __future__ import annotations

import contextlib
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from ..errors import PacelineError
from ..judge.gate.judgement import heats_for_a_verdict, judge_gate, settled
from ..race import gating
from ..race.running import RaceConfig
from ..race.schedule import THOROUGH
from ..race.time_limit import Limits
from ..report.drawing import how_to_draw
from ..report.gate.document import announced
from ..results.folder import RaceFolder
from . import installing, judging, options, stored
from .outputs import Outputs
from .racing import raced

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from rich.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    group = parser.add_argument_group("what is compared")
    text = "baseline commit (default: the merge base with the default branch)"
    group.add_argument("--against", metavar="REV", help=text)
    text = "interpreter to compare on; repeat it for several (default: the one that runs paceline)"
    group.add_argument("--python", action="append", metavar="PYTHON", help=text)
    installing.add_arguments(group)
    group.add_argument("--baseline-checkout", type=Path, metavar="DIR", help="baseline folder, instead of a commit")
    group.add_argument("--baseline-python", metavar="PYTHON", help="Python of an existing baseline environment")
    group.add_argument("--candidate-python", metavar="PYTHON", help="Python of an existing candidate environment")
    text = "number of gates that `paceline judge` will merge into one verdict; they share the error rate (default: 1)"
    group.add_argument("--parts", type=options.positive, default=1, metavar="N", help=text)
    judging.add_arguments(parser)
    options.add_race(parser, budget="3s per case, 30s for fewer than ten", parallel=options.gate_parallel())


def run(args: argparse.Namespace) -> int:
    """Race the baseline and the candidate; print the verdict; return the exit code."""
    options.refuse_xdist(args.pytest)
    policy = judging.policy(args.profile, Path.cwd())
    outputs = Outputs.opened(args)
    out = args.resume or options.out_folder(args.out, "gate")
    if args.resume is None:
        RaceFolder.try_out(out)  # before anything is built
    with _field(args, outputs.console) as field:
        config = RaceConfig(
            kind="gate",
            sides=field.sides,
            pairs=field.pairs,
            pytest_args=tuple(args.pytest),
            out=out,
            pace=THOROUGH,
            limits=Limits(
                args.budget or policy.budget,
                args.heats,
                per_case=policy.profile.budget / 10,
                fewest=partial(heats_for_a_verdict, policy=policy),
            ),
            timeout=args.timeout,
            pass_env=judging.passed(args, Path.cwd()),
            parallel=args.parallel,
            settled=lambda race, samples: announced(settled(race, samples, policy)),
            reference_loop=stored.FOLDER.is_dir(),
            parts=args.parts,
        )
        race, samples = raced(config, outputs.console, resumed=args.resume is not None)
    opening = f"against {field.found}"
    if field.same:
        opening += ": both sides have the same files; this A/A race shows only the gate's own noise"
    try:
        judgement = judge_gate(race, samples, policy)
        found = stored.against(race, samples, [pair.candidate for pair in race.pairs])
        kept = str(config.out)
        return judging.conclude([(race, samples)], judgement, args, outputs, kept=kept, opening=opening, stored=found)
    finally:
        last = Text(f"kept in {config.out}; plots: {how_to_draw(config.out)}", style="dim")
        outputs.console.print(last, soft_wrap=True)


@contextlib.contextmanager
def _field(args: argparse.Namespace, console: Console) -> Iterator[gating.Field]:
    """Find the two sides: environments that exist, folders that exist, or commits."""
    here = Path.cwd()
    request = installing.request(args, console)
    pythons = args.python or [sys.executable]
    if bool(args.baseline_python) != bool(args.candidate_python):
        raise PacelineError("two environments are needed", cure="give --baseline-python and --candidate-python")
    if args.against and (args.baseline_python or args.baseline_checkout):
        raise PacelineError("--against names a commit", cure="leave it out where folders or environments are compared")
    if args.baseline_python:
        yield gating.environments(args.baseline_python, args.candidate_python, here, args.baseline_checkout)
    elif args.baseline_checkout:
        with gating.folders(args.baseline_checkout, here, pythons, request) as field:
            yield field
    else:
        with gating.commits(here, args.against, pythons, request) as field:
            yield field
