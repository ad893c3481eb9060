"""Write the figures of README and docs again: `nox -s figures -- --bench DIR` after `nox -s bench`.

The block after `figure: NAME` is what a real run prints here and now: `gate` and the plot beside it are of a small
repository that is made for it; `answers` and `builds` (and parts of them for README, `bench` and `gil`) are of the race
in DIR; `programs` are the tutorial's on this interpreter, `interpreters` the same in short on all that are on PATH;
`calibrate` is a calibration (some ten minutes; it is left out unless `--calibrate` is given).
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from example import lay_out
from rich.console import Console

from paceline import machine, text
from paceline.judge.bench.judgement import judge_bench
from paceline.report.bench.document import compose
from paceline.report.formats import terminal
from paceline.results.folder import RaceFolder

ROOT = Path(__file__).parents[2]
WIDTH = 132
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PROGRAMS = ["product", "--sizes", "50", "63", "32", "--all"]
INTERPRETERS = [
    "python3.10",
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
    "python3.14t",
    "python3.15",
    "pypy3.11",
]
SHOWN = {"loop", "tutorial"}
"""Workloads of README's figure."""
CALIBRATION = ["--gates", "20", "--slower", "2", "--", "benchmarks", "-m", "core", "-k"]


def main() -> None:
    """Run what was asked for, and put what it prints into the pages."""
    parser = argparse.ArgumentParser(prog="python studies/figures", description=__doc__)
    parser.add_argument("--bench", type=Path, metavar="DIR", help="a bench's folder")
    parser.add_argument("--calibrate", action="store_true")
    args = parser.parse_args()
    figures = {"gate": gate(), "programs": paceline("run", *PROGRAMS), "interpreters": interpreters()}
    if args.calibrate:
        figures["calibrate"] = paceline("calibrate", *CALIBRATION, "test_strategy and sequential", cwd=ROOT)
    figures = {name: measured(figure) for name, figure in figures.items()} | (bench(args.bench) if args.bench else {})
    for page in PAGES:
        content = page.read_text(encoding="utf-8")
        for name, figure in figures.items():
            content = replaced(content, name, figure)
        page.write_text(content, encoding="utf-8")


def gate() -> str:
    """Return what a gate prints of a small repository, and draw its plot."""
    with tempfile.TemporaryDirectory() as place:
        project = lay_out(Path(place) / "words")
        printed = paceline("gate", "--against", "main", "--out", f"{place}/race", "--", "benchmarks/", cwd=project)
        paceline("report", f"{place}/race", "--plots", f"{place}/plots")
        shutil.copy(next(Path(place, "plots").glob("verdict*.svg")), ROOT / "docs" / "gate.svg")
    end = printed.index("\n", printed.index(" regression, "))
    return printed[printed.index("against ") : end]


def interpreters() -> str:
    """Return what the tutorial's programs take on each interpreter that is here."""
    header = ["interpreter", "sequential", "threads", "speed-up", "processes", "speed-up"]
    rows = []
    for python in filter(shutil.which, INTERPRETERS):
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        command = [python, "-m", "paceline", "run", *PROGRAMS, "--json"]
        done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True)
        alone, threads, processes = (program["elapsed"] for program in json.loads(done.stdout)["programs"])
        ratios = [f"{alone / seconds:.2f}" for seconds in (threads, processes)]
        rows.append([python, f"{alone:.1f} s", f"{threads:.1f} s", ratios[0], f"{processes:.1f} s", ratios[1]])
    return text.table(header, rows, left=header[:1])


def bench(folder: Path) -> dict[str, str]:
    """Return what a bench printed: the answers, and what a build without a GIL brings where there was one."""
    race, samples = RaceFolder(folder).load()
    out = io.StringIO()
    terminal.render(compose(race, samples, judge_bench(race, samples)), Console(file=out, width=100, highlight=False))
    answers, _, builds = (
        out.getvalue().split("\nWhich interpreter is faster?")[0].partition("\nIs it faster without a GIL?")
    )
    first = "The best on".join(builds.split("The best on")[:2])
    found = {"answers": answers, "bench": selected(answers)} | ({"builds": builds, "gil": first} if builds else {})
    return {name: measured(figure, race.created[:10]) for name, figure in found.items()}


def selected(answers: str) -> str:
    """Return the table of answers for some of its workloads: blocks between empty lines, the caption last."""
    head, *blocks, caption = re.split(r"\n *\n", answers.strip("\n"))
    title, header, rule, *first = head.splitlines()
    kept = [block for block in ["\n".join(first), *blocks] if block.split()[0] in SHOWN]
    return "\n\n".join(["\n".join([title, header, rule, kept[0]]), *kept[1:], caption])


def paceline(*words: str, cwd: Path | None = None) -> str:
    """Return what a command prints to standard output."""
    environment = os.environ | {"COLUMNS": str(WIDTH), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "paceline", *words]
    done = subprocess.run(command, check=False, cwd=cwd, env=environment, stdout=subprocess.PIPE, text=True)
    return done.stdout


def replaced(page: str, name: str, figure: str) -> str:
    """Return a page with another figure in the block that follows its name."""
    lines = "\n".join(line.rstrip() for line in figure.strip("\n").splitlines())
    return re.sub(
        rf"(?s)(figure: {name}\b[^`]*```text\n).*?(?<=\n)(```)", lambda found: f"{found[1]}{lines}\n{found[2]}", page
    )


def measured(figure: str, day: str = "") -> str:
    """Return a figure under a line that says when, by default today, and on what it was measured: on this machine."""
    python = ".".join(map(str, sys.version_info[:3]))
    cpu = machine.describe()["cpu"]
    day = day or str(datetime.now(timezone.utc).date())
    return f"# {day}, {machine.usable_cpus()} CPUs ({cpu}), conducted by Python {python}\n\n{figure.strip(chr(10))}"


if __name__ == "__main__":
    main()
