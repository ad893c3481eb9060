"""How time, memory and files grow with cases and sides: up to 10,000 cases, and up to 16 sides of a race.

Run `python studies/scale.py` where `paceline[plots]` is installed; ten minutes, or one with `--quick`. It judges races
that are made up on disk, writes their pages, and holds small live races for what a turn costs. `--svg FILE` draws the
growth.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from paceline.interpreter import describe
from paceline.results.folder import RaceFolder
from paceline.results.records import Case, Heat, Pair, Race, Side, Spent, SystemLoad
from paceline.results.store import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GRID = [(100, 2), (1_000, 2), (10_000, 2), (1_000, 4), (1_000, 8), (1_000, 16), (10_000, 16)]
LIVE = [(50, 2), (200, 2), (1_000, 2), (50, 4), (50, 8), (50, 16)]
QUICK = [(100, 2), (1_000, 2), (100, 16)]
HEATS, ROUNDS = 6, 8

SUITE = """
import pytest

@pytest.mark.parametrize("number", range({cases}))
def test_it(benchmark, number):
    benchmark.pedantic(abs, (number,), rounds=1)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took of a race with so many cases and sides."""

    what: str
    cases: int
    sides: int
    seconds: float
    megabytes: float
    """At its peak."""


def main() -> None:
    """Measure, print the table, and draw it where that is asked for."""
    parser = argparse.ArgumentParser(prog="python studies/scale.py", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the small sizes only")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the growth")
    options = parser.parse_args()
    costs = []
    print(f"{'':24} {'cases':>6} {'sides':>5} {'s':>8} {'MB':>6} {'µs per case and side':>21}", flush=True)
    for cost in chain(on_disk(QUICK if options.quick else GRID), live(QUICK[:1] if options.quick else LIVE)):
        each = 1e6 * cost.seconds / cost.cases / cost.sides
        line = f"{cost.what:24} {cost.cases:6} {cost.sides:5} {cost.seconds:8.2f} {cost.megabytes:6.0f} {each:21.0f}"
        print(line, flush=True)
        costs.append(cost)
    if options.svg:
        draw(costs, options.svg)


def on_disk(grid: Sequence[tuple[int, int]]) -> Iterator[Cost]:
    """Judge races that are on disk, and write their pages."""
    for cases, sides in grid:
        with tempfile.TemporaryDirectory() as folder:
            race = Path(folder) / "race"
            make(race, cases, sides)
            yield timed("paceline judge", cases, sides, ["judge", str(race)])
            yield timed("paceline report", cases, sides, ["report", str(race)])
            page = (race / "report.html").stat().st_size
            yield Cost("the page's size", cases, sides, 0.0, page / 1e6)


def live(grid: Sequence[tuple[int, int]]) -> Iterator[Cost]:
    """Hold one heat of cases that do nothing: what remains is what a start and a turn cost."""
    for cases, sides in grid:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "test_it.py").write_text(SUITE.format(cases=cases), encoding="utf-8")
            named = [f"--side={number}={sys.executable}" for number in range(sides)]
            yield timed("one heat, live", cases, sides, ["race", *named, "--heats=1", "--out=out"], folder)


def make(folder: Path, cases: int, sides: int) -> None:
    """Write a gate in which nothing changed, on half as many interpreters as there are sides."""
    rng = np.random.default_rng(1)
    facts = describe()
    pairs = [Pair(f"baseline {number}", f"candidate {number}") for number in range(sides // 2)]
    names = [name for pair in pairs for name in (pair.baseline, pair.candidate)]
    ids = [f"tests/test_it.py::test_it[case={number}]" for number in range(cases)]
    made = Race(
        paceline="0",
        kind="gate",
        created="2026-01-01T00:00:00+00:00",
        sides=tuple(Side(name, "python", ".", None, facts | {"name": name.split()[1]}, {}) for name in names),
        pairs=tuple(pairs),
        pytest_args=(),
        machine={},
        cases=tuple(Case(name, "all", concurrent=False) for name in ids),
        heats=tuple(heat(number, names) for number in range(1, HEATS + 1)),
    )
    kept = RaceFolder.create(folder)
    kept.save(made)
    for number in range(1, HEATS + 1):
        for name in names:
            walls = 1e-3 * np.exp(
                0.0115 * rng.standard_normal((cases, 1)) + np.abs(0.02 * rng.standard_normal((cases, ROUNDS)))
            )
            samples = {case: Sample(wall, wall, 1, 0) for case, wall in zip(ids, walls, strict=True)}
            kept.save_heat(number, name, samples, {}, {})
    kept.close()


def heat(number: int, sides: Sequence[str]) -> Heat:
    """Make up a heat."""
    return Heat(
        number=number,
        hash_seed=1,
        padding=0,
        slot=0,
        roles=tuple(sides),
        core=0,
        started="2026-01-01T00:00:00+00:00",
        seconds=1.0,
        system_load=SystemLoad(load=0.0),
        spent=Spent(timed=1.0),
        complete=True,
    )


def timed(what: str, cases: int, sides: int, words: Sequence[str], folder: str | None = None) -> Cost:
    """Run a command of paceline to its end."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "paceline", *words]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        said = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 3}:
        sys.exit(f"paceline {words[0]} ended with {process.returncode}: {said}")
    return Cost(what, cases, sides, time.perf_counter() - began, usage.ru_maxrss / 1024)


def draw(costs: Sequence[Cost], path: Path) -> None:
    """Draw seconds and megabytes over cases × sides, a line per command and number of sides, on logarithmic axes."""
    import altair as alt  # noqa: PLC0415 (the table needs none)

    rows = [
        {"cases × sides": cost.cases * cost.sides, "cost": cost.what, "sides": cost.sides, "of": unit, "value": value}
        for cost in costs
        for unit, value in (("seconds", cost.seconds), ("megabytes", cost.megabytes))
        if value
    ]
    powers = alt.Scale(type="log")
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(point=True)
        .encode(
            alt.X("cases × sides:Q", scale=powers),
            alt.Y("value:Q", scale=powers, title=None),
            alt.Color("cost:N", legend=alt.Legend(labelLimit=0)),
            alt.StrokeDash("sides:O"),
            alt.Column("of:N", title=None),
        )
        .resolve_scale(y="independent")
    )
    chart.save(path)


if __name__ == "__main__":
    main()
