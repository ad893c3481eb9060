"""The tutorial's programs as a timeline: one row per worker, one bar per task, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...judge.rivals import SEQUENTIAL
from ...tutorial.bound import largest, share
from ..units import count, duration
from .records import ProgramRow, TaskRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...tutorial.records import Program, Programs

_WIDE = 0.08
"""Of the longest program: a bar from which its name has room inside."""


def tasks(found: Programs) -> list[TaskRow]:
    """Return one row per task, in the order in which programs and tasks were given."""
    longest = max(program.elapsed for program in found.programs)
    return [row for program in found.programs for row in _tasks(program, longest)]


def _tasks(program: Program, longest: float) -> Iterator[TaskRow]:
    names = _workers(program)
    for task in program.tasks:
        yield TaskRow(
            worker=names[task.pid, task.thread, task.interpreter],
            strategy=program.strategy,
            task=task.name,
            start=task.start,
            middle=(task.start + task.end) / 2,
            end=task.end,
            wide=task.seconds >= _WIDE * longest,
            text=f"{duration(task.seconds)}, from {_at(task.start)} to {_at(task.end)}",
            who=f"process {task.pid}, thread {task.thread}, interpreter {task.interpreter}",
        )


def lines(found: Programs) -> list[ProgramRow]:
    """Return a row for each worker that computed: how long its program took, once per program."""
    return [
        ProgramRow(name, program.strategy, 0.0, program.elapsed, "" if number else duration(program.elapsed))
        for program in found.programs
        for number, name in enumerate(_workers(program).values())
    ]


def _workers(program: Program) -> dict[tuple[int, int, int], str]:
    """Name each worker that computed, in the order in which they began."""
    order = sorted(program.tasks, key=lambda task: task.start)
    found = dict.fromkeys((task.pid, task.thread, task.interpreter) for task in order)
    alone = program.workers == 1
    return {who: program.strategy + ("" if alone else f" {number}") for number, who in enumerate(found, 1)}


def _at(seconds: float) -> str:
    return duration(seconds) if seconds > 0 else "0 s"


def about(found: Programs) -> str:
    """Say what was run."""
    names = ", ".join(task.name for task in found.programs[0].tasks)
    tasks = count(len(found.programs[0].tasks), "task")
    return f"{found.workload} in {tasks} of size {names}, on {found.interpreter}"


def bound(found: Programs) -> str:
    """Return what no pool can beat, as a sentence."""
    runs = {program.strategy: [task.seconds for task in program.tasks] for program in found.programs}
    task, least = largest(list(runs.values()))
    part = share(runs.get(SEQUENTIAL, next(iter(runs.values()))), task)
    name = found.programs[0].tasks[task].name
    what = f"the time of task {name}, {part} of the computing"
    return f"No pool of any size takes less than {duration(least)}: {what}."
