"""Programs that were run once, as `paceline run --json` writes them. Times are seconds after a program's start."""

from __future__ import annotations

import msgspec

SCHEMA = 1
"""The newest version that can be read."""


class Task(msgspec.Struct, frozen=True):
    """One task: who computed it, and from when to when."""

    name: str
    pid: int
    thread: int
    interpreter: int
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.end - self.start


class Program(msgspec.Struct, frozen=True):
    """Some tasks under one strategy, from a cold pool."""

    strategy: str
    workers: int
    elapsed: float
    """From making the pool to its end."""
    tasks: tuple[Task, ...]


class Programs(msgspec.Struct, frozen=True):
    """The same tasks as one program a strategy, on one interpreter."""

    schema: int
    workload: str
    interpreter: str
    """Its short name."""
    programs: tuple[Program, ...]


def decode(content: bytes) -> Programs:
    """Read programs; raise ValueError where they are none, or of a newer schema."""
    try:
        found = msgspec.json.decode(content, type=Programs)
    except msgspec.DecodeError as error:
        raise ValueError(f"is not a record of programs ({error})") from error
    if found.schema > SCHEMA:
        raise ValueError(f"has schema {found.schema}, newer than {SCHEMA}")
    if not found.programs or not all(program.tasks for program in found.programs):
        raise ValueError("names no task")
    if len({len(program.tasks) for program in found.programs}) > 1:
        raise ValueError("has programs with different numbers of tasks")
    if not all(task.start < task.end for program in found.programs for task in program.tasks):
        raise ValueError("has a task that ends before it begins")
    return found
