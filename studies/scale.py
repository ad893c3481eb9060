"""Judge a large race from disk: 1,000 cases, 30 heats, two sides; and `pytest-benchmark compare` on the same files.

Run `python studies/scale.py` where `paceline[judge]` is installed; a minute.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from paceline.results.folder import RaceFolder
from paceline.results.records import Case, Heat, Pair, Race, Side, Spent, SystemLoad
from paceline.results.store import Sample

SIDES = ("baseline", "candidate")


def main() -> None:
    """Make the race, judge it, compare its files."""
    parser = argparse.ArgumentParser(prog="python studies/scale.py", description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--heats", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        race = Path(folder) / "race"
        make(race, options.cases, options.heats, options.rounds)
        files = sorted(map(str, (race / "heats").glob("*.json")))
        size = sum(Path(file).stat().st_size for file in files) / 1e6
        print(f"{options.cases} cases × {options.heats} heats × 2 sides, {len(files)} files, {size:.0f} MB")
        timed("paceline judge", [sys.executable, "-m", "paceline", "judge", str(race)])
        timed("pytest-benchmark compare", [sys.executable, "-m", "pytest_benchmark", "compare", *files])


def make(folder: Path, cases: int, heats: int, rounds: int) -> None:
    """Write a race in which nothing changed."""
    rng = np.random.default_rng(1)
    facts = {"key": "cpython-3.14.0-gil", "name": "3.14"}
    names = [f"tests/test_it.py::test_it[case={number}]" for number in range(cases)]
    made = Race(
        paceline="0",
        kind="gate",
        created="2026-01-01T00:00:00+00:00",
        sides=tuple(Side(name, "python", ".", None, facts, {}) for name in SIDES),
        pairs=(Pair(*SIDES),),
        pytest_args=(),
        machine={},
        cases=tuple(Case(name, "all", concurrent=False) for name in names),
        heats=tuple(heat(number) for number in range(1, heats + 1)),
    )
    kept = RaceFolder.create(folder)
    kept.save(made)
    for number in range(1, heats + 1):
        for side in SIDES:
            samples = {}
            for name in names:
                wall = 1e-3 * np.exp(0.0115 * rng.standard_normal() + np.abs(0.02 * rng.standard_normal(rounds)))
                samples[name] = Sample(wall, wall, 1, 0)
            kept.save_heat(number, side, samples, {}, {})


def heat(number: int) -> Heat:
    """Make up a heat."""
    return Heat(
        number=number,
        hash_seed=1,
        padding=0,
        slot=0,
        roles=SIDES,
        core=0,
        started="2026-01-01T00:00:00+00:00",
        seconds=1.0,
        system_load=SystemLoad(load=0.0),
        spent=Spent(timed=1.0),
        complete=True,
    )


def timed(name: str, command: list[str]) -> None:
    """Run a command, and print its seconds and its largest memory so far among our children."""
    began = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    last = (done.stdout.strip().splitlines() or ["(silent)"])[-1]
    print(f"{name}: {seconds:.1f} s, {memory:.0f} MB, exit {done.returncode}; it ends with: {last[:100]}")


if __name__ == "__main__":
    main()
