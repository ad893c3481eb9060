"""Compare the ratio that a race reports with the one that a long, warm, interleaved timing by hand gives.

`nox -s truth` makes two sides of the functions in `cases.py`, of which one does 5 % or 60 % more work and pays
a price in its first call, races them, and prints both ratios for each function: quiet and with a busy process on every
core, and with base and change exchanged. An interval of a race should miss the truth in at most one of twenty.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from cases import make

from paceline.judge.gate.judgement import judge_gate
from paceline.judge.policy import Policy
from paceline.results.folder import RaceFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Function = Callable[[], object]

_SUITE = """
import pytest
from cases import make

FUNCTIONS = {{name: function for name, function in make({factor}, {paid}).items() if {only!r} in name}}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it(benchmark, name):
    benchmark(FUNCTIONS[name])
"""


def main() -> None:
    """Race, time by hand, compare."""
    parser = argparse.ArgumentParser(prog="python studies/truth", description=__doc__)
    parser.add_argument("--heats", type=int, default=12)
    parser.add_argument("--factors", default="1,1.05,1.6", help="how much more work the change does")
    parser.add_argument("--loads", default="quiet,busy")
    parser.add_argument("--only", default="", help="only functions whose name holds this")
    args = parser.parse_args()
    missed = trials = 0
    for factor in map(float, args.factors.split(",")):
        truth = {name: by_hand(name, factor) for name in make(1.0, paid=False) if args.only in name}
        for load in args.loads.split(","):
            for exchanged in (False, True):
                with busy() if load == "busy" else nothing():
                    found = raced(factor, args.heats, args.only, exchanged=exchanged)
                print(f"\n{factor:g} times the work, {load}, {'change against base' if exchanged else 'base first'}")
                for name, (ratio, low, high) in found.items():
                    true, error = truth[name]
                    true = -true if exchanged else true
                    outside = not low <= math.exp(true + 2 * error) or not math.exp(true - 2 * error) <= high
                    missed, trials = missed + outside, trials + 1
                    numbers = f"{ratio - 1:+8.1%}  {low - 1:+8.1%} to {high - 1:+8.1%}  {math.expm1(true):+8.1%}"
                    print(f"  {name:24} {numbers} ±{2 * error:.1%}{'  outside' if outside else ''}")
    print(f"\n{missed} of {trials} 95 % intervals miss what timing by hand gives")


def raced(factor: float, heats: int, only: str, *, exchanged: bool) -> dict[str, tuple[float, float, float]]:
    """Race base and change; return ratio and 95 % interval by function."""
    factors = {"baseline": (1.0, False), "candidate": (factor, True)}
    if exchanged:
        factors = {"baseline": factors["candidate"], "candidate": factors["baseline"]}
    with tempfile.TemporaryDirectory() as place:
        for side, (work, paid) in factors.items():
            folder = Path(place) / side
            folder.mkdir()
            shutil.copy(Path(__file__).with_name("cases.py"), folder)
            (folder / "test_it.py").write_text(_SUITE.format(factor=work, paid=paid, only=only), encoding="utf-8")
        sides = [f"--side={side}={sys.executable},{Path(place) / side}" for side in factors]
        command = [sys.executable, "-m", "paceline", "race", *sides, f"--heats={heats}", f"--out={place}/race"]
        subprocess.run([*command, "--", "-p", "no:cacheprovider"], check=True, stdout=subprocess.DEVNULL)
        race, samples = RaceFolder(Path(place) / "race").load()
    verdicts = judge_gate(race, samples, Policy()).pairs[0].cases
    return {each.case.partition("[")[2][:-1]: (each.ratio, each.low, each.high) for each in verdicts}


def by_hand(name: str, factor: float, *, seconds: float = 1.0) -> tuple[float, float]:
    """Return ln(change ÷ base) of warm calls in turn, and its standard error; CPU seconds where nothing waits."""
    functions = [make(work, paid=False)[name] for work in (1.0, factor)]
    clock = perf_counter if name.startswith(("sleeps", "with", "in")) else process_time
    start = perf_counter()
    for function in functions:
        function()
    pace = (perf_counter() - start) / 2
    count = max(1, round(2e-3 / pace))
    for function in functions:  # long enough for the slowest cache to fill
        timed(function, min(2000, max(1, round(0.6 / pace))), clock)
    ratios, end = [], perf_counter() + seconds
    while perf_counter() < end or len(ratios) < 5:
        one, other = (timed(function, count, clock) for function in functions)
        ratios.append(math.log(other / one))
    return statistics.median(ratios), 1.25 * statistics.stdev(ratios) / math.sqrt(len(ratios))


def timed(function: Function, count: int, clock: Callable[[], float]) -> float:
    """Return the seconds of so many calls."""
    start = clock()
    for _ in range(count):
        function()
    return clock() - start


@contextmanager
def busy() -> Iterator[None]:
    """Keep every core busy with another process."""
    cores = sorted(os.sched_getaffinity(0))
    spinners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in cores]
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()


@contextmanager
def nothing() -> Iterator[None]:
    """Leave the machine as it is."""
    yield


if __name__ == "__main__":
    main()
