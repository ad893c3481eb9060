"""The commands as records: what each is for, how it is called, and examples. Nothing is imported to know them."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ExitCode

PYTEST = "[-- PYTEST_ARGS]"


@dataclass(frozen=True, slots=True)
class Command:
    """What help says of a command."""

    summary: str
    usage: str = "[OPTIONS]"
    examples: tuple[str, ...] = ()


COMMANDS = {
    "gate": Command(
        "check whether a change made anything slower",
        f"[OPTIONS] {PYTEST}",
        (
            "--against main -- benchmarks/",
            "--against v1.2 --budget 2m -- tests/perf -k parse",
            "--strict -- benchmarks/",
        ),
    ),
    "bench": Command(
        "find the fastest concurrency strategy, on each interpreter (nox -s bench calls this)",
        f"[--side NAME=PYTHON] [OPTIONS] {PYTEST}",
        ("--side 3.14=/path/to/python -k loop", "--side a=python3.13 --side b=python3.14 --budget 2m"),
    ),
    "init": Command(
        "set a project up: a [tool.paceline] table, a nox session and a GitHub workflow",
        "[OPTIONS]",
        ("", "--benchmarks tests/perf", "--dry-run"),
    ),
    "judge": Command(
        "judge races again from their folders, merge several, or print a bench again",
        "[OPTIONS] DIR [DIR ...]",
        ("results/2026-01-31T12-00-00-gate --profile strict", "--baseline old.json --candidate new.json"),
    ),
    "report": Command(
        "draw a race as a page of plots, and as image files",
        "[OPTIONS] DIR",
        ("results/2026-01-31T12-00-00-bench", "results/2026-01-31T12-00-00-bench --plots plots/"),
    ),
    "calibrate": Command(
        "measure the gate's error rates on this machine: false alarms and detected slowdowns",
        f"[OPTIONS] {PYTEST}",
        ("-- benchmarks/", "--gates 20 --slower 2 -- benchmarks/"),
    ),
    "baseline": Command(
        "keep figures in the repository, and compare races with them",
        f"ACTION [OPTIONS] {PYTEST}",
        ('approve --reason "new parser"', "check results/2026-01-31T12-00-00-bench", "diff main"),
    ),
    "history": Command(
        "show how the stored figures have changed over time",
        "[OPTIONS] [DIR ...]",
        ("", "--case '*loop*'"),
    ),
    "race": Command(
        "race any sides: interpreters, checkouts, environments",
        f"--side NAME=PYTHON[,…] [OPTIONS] {PYTEST}",
        (
            "--side old=python3.13 --side new=python3.14 -- benchmarks/",
            "--side gil=python3.14t,PYTHON_GIL=1 --side free=python3.14t -- benchmarks/",
        ),
    ),
    "run": Command(
        "run one workload as a program, and show which task ran where and when",
        "[OPTIONS] WORKLOAD",
        ("product --sizes 50 63 32 --workers 10 --trace --all", "loop --strategy threads"),
    ),
    "strategies": Command(
        "list the strategies that can run here, and why others cannot", "[OPTIONS]", ("", "--json", "--scan")
    ),
}

EXIT_CODES = {
    ExitCode.OK: "nothing got slower, as far as can be shown; inconclusive cases are counted and named",
    ExitCode.REGRESSION: "a regression",
    ExitCode.USAGE: "wrong usage or setup: nothing was measured",
    ExitCode.UNJUDGED: (
        "no verdict: a case failed or vanished, nothing could be compared, or no case had enough heats; "
        "with --strict, an inconclusive case too"
    ),
    ExitCode.INTERRUPTED: "interrupted: finished heats are kept, and --resume continues",
}

JUDGING = {"gate", "bench", "judge", "baseline", "calibrate", "race", "run"}
"""Commands that end with one of these codes; all others end with 0, or with 2 where they could not."""

NEVER = {command: {ExitCode.REGRESSION} for command in ("calibrate", "race", "run")}
"""Codes that a command of these does not end with."""

MENU = """\
paceline compares speed side by side, and reports how sure each result is.

Did my change make anything slower?
    paceline gate --against main -- benchmarks/

Which concurrency strategy is fastest here?
    nox -s bench                                  (in a clone of paceline)
    paceline run product --all                    (one workload, without a clone)

paceline init sets your project up. paceline --help lists all commands.
"""
