"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import argparse
import itertools
import math
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import PacelineError
from ..machine import usable_cpus
from ..text import shown
from .claims import claim

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

_UNITS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600}


def seconds(text: str) -> float:
    """Read `30`, `30s`, `5m` or `1h` as seconds; they must be more than none."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", text.strip())
    if not match or match[2] not in _UNITS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time; write 30s, 5m or 1h")
    value = float(match[1]) * _UNITS[match[2]]
    if not (value > 0 and math.isfinite(value)):
        raise argparse.ArgumentTypeError(f"{text!r} leaves no time to measure; write 30s, 5m or 1h")
    return value


def positive(text: str) -> int:
    """Read a whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)


def percents(text: str) -> tuple[float, ...]:
    """Read percentages of at least 0, separated by commas."""
    try:
        found = tuple(map(float, text.replace("%", "").split(",")))
    except ValueError:
        found = ()
    if not found or not all(0 <= percent < math.inf for percent in found):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of percentages, such as 1,2,5")
    return found


def add_race(parser: argparse.ArgumentParser, *, budget: str, parallel: int = 1) -> None:
    """Add the options of every command that races; `budget` describes the default."""
    group = parser.add_argument_group("race")
    text = f"time to measure, such as 30s or 5m (default: {budget})"
    group.add_argument("--budget", type=seconds, metavar="TIME", help=text)
    text = "highest number of heats (default: no limit; for baseline measure: 10)"
    group.add_argument("--heats", type=positive, metavar="N", help=text)
    text = "folder for the race's files (default: results/<date and time>-<command>)"
    group.add_argument("--out", type=Path, metavar="DIR", help=text)
    text = f"heats to run at the same time, one core each; only for single-threaded cases (default here: {parallel})"
    group.add_argument("--parallel", type=positive, default=parallel, metavar="N", help=text)
    text = "continue the race in this folder; --budget counts from now"
    group.add_argument("--resume", type=Path, metavar="DIR", help=text)
    text = "pass this variable to the sides even though it looks like a secret; can be repeated"
    group.add_argument("--pass-env", action="append", default=[], metavar="NAME", help=text)
    text = "time after which a silent side counts as hung (default: 60s)"
    group.add_argument("--timeout", type=seconds, default=60.0, metavar="TIME", help=text)


def gate_parallel() -> int:
    """Return how many heats of a gate run at once: two, where there are two cores, need two thirds of the time."""
    return min(2, usable_cpus())


def out_folder(given: Path | None, kind: str) -> Path:
    """Return the folder that was asked for, or a new one named by date and time, which no other command gets.

    The new one is made at once, and removed at the end where nothing came to be in it.
    """
    if given is not None:
        return given
    stamp = datetime.now(timezone.utc).astimezone().strftime("%Y-%m-%dT%H-%M-%S")
    names = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    return next(path for more in names if claim(path := Path("results") / f"{stamp}-{kind}{more}"))


def refuse_xdist(pytest_args: list[str]) -> None:
    """Refuse arguments that would run the cases in parallel."""
    for word in pytest_args:
        if re.fullmatch(r"-n.*|--numprocesses(=.*)?|--dist(=.*)?", word) and word != "-n0":
            cure = "remove it: the sides of a race take turns, and pytest-xdist runs cases in parallel"
            raise PacelineError(f"{word} turns pytest-xdist on", place="arguments after --", cure=cure)


def printer(console: Console) -> Callable[[str], None]:
    """Return what shows a line of progress."""
    return lambda line: console.print(shown(line), style="dim", markup=False, highlight=False, soft_wrap=True)
