"""`paceline run`: a workload's tasks as a program, under one strategy or several, one after the other."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from .. import interpreter, machine, strategies, workloads
from ..errors import ExitCode, PacelineError, Unjudged
from ..text import listing
from ..tutorial import programs, spans, timeline

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add = parser.add_argument
    add("workload", help="name of the workload, such as product")
    add("--sizes", nargs="+", type=int, metavar="N", help="one task of each size (default: the middle size's tasks)")
    add("--strategy", action="append", default=[], metavar="NAME", help="repeat it for several (default: sequential)")
    add("--all", action="store_true", help=f"the tutorial's three programs: {listing(programs.THREE)}")
    add("--workers", type=int, metavar="N", help="workers of a pool (default: the usable CPUs)")
    add("--trace", action="store_true", help="show each task's process, thread, start and end")
    form = parser.add_mutually_exclusive_group()
    text = "print the results, as the tutorial does, and time the printing"
    form.add_argument("--print-results", action="store_true", help=text)
    form.add_argument("--json", action="store_true", help="print only each task's worker, start and end, as JSON")


def run(args: argparse.Namespace) -> int:
    """Run the programs, report each, and compare them if there are several."""
    workload = workloads.get(args.workload)
    chosen = _strategies([*args.strategy, *(programs.THREE if args.all else ())] or ["sequential"])
    if args.workers is not None and args.workers < 1:
        raise PacelineError(f"--workers {args.workers} is not at least 1")
    if args.sizes:
        labels, arguments = args.sizes, [workload.tasks(size)[0] for size in args.sizes]
    else:
        arguments = workload.tasks(workload.sizes[1])
        labels = [f"{workload.sizes[1]}/{index}" for index in range(1, len(arguments) + 1)]
    say = _keep_quiet if args.json else _print
    say(f"{workload.name}: {workload.exposes}\n{_where()}\n")
    out = sys.stdout if args.print_results else None
    done = []
    for strategy in chosen:
        try:
            program = programs.run(strategy, args.workers, workload.task, arguments, out)
        except KeyboardInterrupt:
            _leave(strategy)
            raise
        right = [workload.right(*pair) for pair in zip(arguments, program.results, strict=True)]
        say(timeline.program(program, labels, right, trace=args.trace))
        if not all(right):
            raise Unjudged(
                f"{right.count(False)} of {len(right)} results are wrong", place=f"{args.workload}, {strategy}"
            )
        done.append(program)
    say(timeline.comparison(done) + timeline.bound(done, labels))
    if args.json:
        _print(json.dumps(spans.as_json(workload.name, done, labels)))
    return 0


def _strategies(names: list[str]) -> list[str]:
    """Return the real names, each once; raise before the first minute is spent where one of them can't run here."""
    found = [strategies.get(name) for name in names]
    for strategy in found:
        reason = strategy.missing()
        if reason:
            raise PacelineError(f"strategy {strategy.name} {reason}")
    return list(dict.fromkeys(strategy.name for strategy in found))


def _leave(strategy: str) -> None:
    """End this process at once where Python would first wait for a pool's threads, which nothing can stop."""
    used = strategies.get(strategy)
    if used.concurrent and not used.processes:
        sys.stdout.flush()
        sys.stderr.write("paceline run: interrupted\n")
        sys.stderr.flush()
        os._exit(ExitCode.INTERRUPTED)


def _where() -> str:
    return f"{interpreter.facts().key}, {machine.usable_cpus()} usable CPUs"


def _keep_quiet(_text: str) -> None:
    """Print nothing: a program reads one document, at the end."""


def _print(text: str) -> None:
    """Write to the terminal at once: the next program may take a minute."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
