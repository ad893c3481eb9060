"""The programs as JSON can hold them: each task's worker, start and end, in seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import interpreter
from .bound import largest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .programs import Program

SCHEMA = 1
"""Raised when a reader of the old one would misread the new."""


def as_json(workload: str, runs: Sequence[Program], labels: Sequence[object]) -> dict[str, Any]:
    """Return all programs as what JSON can hold; `labels` name their tasks."""
    return {
        "schema": SCHEMA,
        "workload": workload,
        "interpreter": interpreter.facts().name,
        "bound": largest([run.seconds for run in runs])[1],
        "programs": [_program(run, labels) for run in runs],
    }


def _program(run: Program, labels: Sequence[object]) -> dict[str, Any]:
    tasks = [
        {
            "name": str(label),
            "pid": span.worker.pid,
            "thread": span.worker.thread,
            "interpreter": span.worker.interpreter,
            "start": span.start,
            "end": span.end,
        }
        for label, span in zip(labels, run.spans, strict=True)
    ]
    return {"strategy": run.strategy, "workers": run.workers, "elapsed": run.elapsed, "tasks": tasks}
