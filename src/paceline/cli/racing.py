"""Hold a race in front of its user: live progress while it runs, where it is kept at its end."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich.text import Text

from ..errors import Unjudged
from ..race.entry import withheld
from ..race.running import resume, run_race
from ..report.progress import Watcher
from ..text import shown
from . import kept

if TYPE_CHECKING:
    from rich.console import Console

    from ..race.running import RaceConfig
    from ..results.records import Problem, Race
    from ..results.store import Samples


def raced(config: RaceConfig, console: Console, *, resumed: bool = False) -> tuple[Race, Samples]:
    """Run the race and return it; say where it is kept."""
    kept.expect(config.out)
    if secrets := withheld(os.environ, config.pass_env):
        text = f"not passed to the benchmarks (possible secrets): {', '.join(secrets)}; --pass-env NAME passes one"
        console.print(Text(shown(text), style="dim"), soft_wrap=True)
    try:
        with Watcher(console, config.limits) as watcher:
            race, samples = (resume if resumed else run_race)(config, watcher)
    except KeyboardInterrupt:
        if (config.out / "race.json").exists():
            print(f"finished heats are kept; the same command with --resume {config.out} continues", file=sys.stderr)  # noqa: T201
        raise
    timed = any(samples.of(case.id, side.name) for case in race.cases for side in race.sides)
    if not timed and _could_be_compared(race):
        raise Unjudged(_nothing(race), place=config.out)
    if config.kind != "gate":  # it says so at its end, with what to type next
        console.print(Text(f"kept in {config.out}", style="dim"), soft_wrap=True)
    return race, samples


def untimed(race: Race, samples: Samples) -> list[str]:
    """Return the sides of which no case was timed, though there is one that they could have run."""
    return [
        side.name
        for side in race.sides
        if not any(samples.of(case.id, side.name) for case in race.cases)
        and any(case.id not in side.unsupported for case in race.cases)
    ]


def _could_be_compared(race: Race) -> bool:
    """Say whether there was anything to race: cases that one side lacks are compared with nothing."""
    return not race.cases or any(map(race.comparisons, race.cases))


def _nothing(race: Race) -> str:
    """Say why nothing was timed, with the first thing that went wrong."""
    problems = [problem for heat in race.heats for problem in heat.problems]
    if not problems:
        return "no case was timed within the budget; give it more"
    first: Problem = problems[0]
    return f"no case was timed; the first problem is {first.case} on {first.side}: {first.reason}"
