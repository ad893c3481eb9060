"""`paceline calibrate`: how far the gate can be trusted, on this machine, now, with this suite."""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import PacelineError, Unjudged
from ..judge.gate.calibration import Tally
from ..judge.gate.judgement import heats_for_a_verdict, judge_gate, settled
from ..race import gating
from ..race.running import RaceConfig, run_race
from ..race.schedule import THOROUGH
from ..race.time_limit import Limits
from ..report import calibrate as report
from ..report.formats import terminal
from ..report.progress import Watcher
from ..results.folder import RaceFolder
from . import installing, judging, kept, options

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ..judge.policy import Policy

_SLOWDOWNS = (1.0, 2.0, 3.0, 5.0, 10.0)
"""In percent."""
_PART = 1 / 3
"""Share of the cases that are made slower: the others must stay silent."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--minutes", type=float, default=10.0, metavar="M", help="minutes to measure (default: 10)")
    parser.add_argument("--gates", type=options.positive, metavar="K", help="gates per kind (default: as many as fit)")
    text = "slowdowns to try, in percent (default: 1,2,3,5,10); 0 tries none"
    parser.add_argument("--slower", type=options.percents, metavar="PERCENTS", default=_SLOWDOWNS, help=text)
    parser.add_argument("--python", metavar="PYTHON", default=sys.executable, help="interpreter to calibrate on")
    installing.add_arguments(parser)
    parser.add_argument("--profile", metavar="NAME", help="margins: fast, default or strict")
    parser.add_argument("--seed", type=int, default=1, help="seed for the draw of slowed cases (default: 1)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the races of all gates")
    parser.add_argument(
        "--timeout",
        type=options.seconds,
        default=60.0,
        metavar="TIME",
        help="time after which a silent side counts as hung (default: 60s)",
    )


def run(args: argparse.Namespace) -> int:
    """Hold gates whose truth is known; print how often they were right; return 0.

    What ends it early, a signal or a gate that cannot be held, loses no gate that was.
    """
    options.refuse_xdist(args.pytest)
    policy = judging.policy(args.profile, Path.cwd())
    out = options.out_folder(args.out, "calibrate")
    RaceFolder.try_out(out / _folder(0))
    tallies: dict[str, Tally] = {}
    cases, ended = 0, None
    request = installing.request(args, terminal.console())
    with gating.copies(Path.cwd(), args.python, request) as (identical, neutral):
        try:
            for number, (kind, slowdown) in enumerate(_kinds(args)):
                field = neutral if kind == _NEUTRAL else identical
                tally = tallies.setdefault(kind, Tally(kind))
                slow = _Slow(slowdown, f"{args.seed}.{number}")
                cases = _one(args, policy, field, slow, tally, out / _folder(number))
        except (KeyboardInterrupt, PacelineError) as error:
            if not any(tally.gates for tally in tallies.values()):
                raise
            ended = error
    done = [tally for tally in tallies.values() if tally.gates]
    if not done:
        raise Unjudged("no gate was finished in this time", cure="give more --minutes")
    untried = [kind for kind, _ in _candidates(args) if kind not in {tally.kind for tally in done}]
    terminal.render(report.compose(done, policy.profile.name, cases, untried), terminal.console())
    if ended is not None:
        raise ended
    return 0


_NEUTRAL = "edited, nothing slower"


def _candidates(args: argparse.Namespace) -> list[tuple[str, float]]:
    """Return the kinds of candidates that are asked for, each with its slowdown."""
    slower = [(f"slower by {percent:g} %", percent / 100) for percent in args.slower if percent]
    return [("the same files", 0.0), (_NEUTRAL, 0.0), *slower]


def _kinds(args: argparse.Namespace) -> Iterator[tuple[str, float]]:
    """Yield kinds in turn until the time is spent, or each has had its gates."""
    end = time.monotonic() + 60 * args.minutes
    turns = 0
    while args.gates is None or turns < args.gates:
        for kind in _candidates(args):
            if args.gates is None and time.monotonic() > end:
                return
            yield kind
        turns += 1


def _folder(number: int) -> str:
    return f"{number:04d}"


@dataclass(frozen=True, slots=True)
class _Slow:
    """Draws which cases are made slower, each by itself: the same whatever the order in which they are met."""

    slowdown: float
    seed: str

    def __call__(self, case: str, side: str) -> float:
        """Return the slowdown of a case on a side."""
        return self.slowdown if side == gating.CANDIDATE and self.draws(case) else 0.0

    def draws(self, case: str) -> bool:
        """Say whether a case is one of the slower ones."""
        return self.slowdown > 0 and random.Random(f"{self.seed} {case}").random() < _PART  # noqa: S311 (repeatable)


def _one(  # noqa: PLR0913, PLR0917 (a gate has this many parts)
    args: argparse.Namespace, policy: Policy, field: gating.Field, slow: _Slow, tally: Tally, out: Path
) -> int:
    """Hold one gate and count it; return its cases."""
    config = RaceConfig(
        kind="calibrate",
        sides=field.sides,
        pairs=field.pairs,
        pytest_args=tuple(args.pytest),
        out=out,
        pace=THOROUGH,
        limits=Limits(per_case=policy.profile.budget / 10, fewest=partial(heats_for_a_verdict, policy=policy)),
        timeout=args.timeout,
        pass_env=judging.passed(args, Path.cwd()),
        settled=lambda race, samples: dict.fromkeys(settled(race, samples, policy), ""),
        parallel=options.gate_parallel(),
        slowdown=slow,
    )
    kept.expect(out)
    console = terminal.console()
    began = time.monotonic()
    with Watcher(console, config.limits, quiet=True) as watcher:
        race, samples = run_race(config, watcher)
    judgement = judge_gate(race, samples, policy)
    slower = {case.id for case in race.cases if slow.draws(case.id)}
    tally.add(judgement, slower, time.monotonic() - began)
    caught = f", {tally.caught.hits} of {tally.caught.trials} detected" if tally.found else ""
    text = f"{tally.kind}: gate {tally.gates}, {tally.alarms} with a false alarm{caught}"
    console.print(text, soft_wrap=True)
    return len(race.cases)
