"""What `paceline run` prints of its programs: results, timeline, where the time went, and what bounds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..text import Scale, bar, table
from .bound import largest, share
from .programs import digest, digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .programs import Program


def program(run: Program, labels: Sequence[object], right: Sequence[bool], *, trace: bool) -> str:
    """Return one program's results, with `trace` its timeline, and its elapsed time in parts."""
    scale = Scale.of(run.elapsed)
    text = f"{run.strategy}, {run.workers} worker{'s' if run.workers > 1 else ''}\n"
    text += _results(run, scale, labels, right) + (_trace(run, scale, labels) if trace else "")
    parts = [f"{name} {scale(part)} ({part / run.elapsed:.0%})" for name, part in run.parts.items()]
    if not run.printing:
        parts[-1] = "print 0 (not asked for)"
    return f"{text}elapsed {scale(run.elapsed)} {scale.unit} = {' + '.join(parts)}\n"


def _results(run: Program, scale: Scale, labels: Sequence[object], right: Sequence[bool]) -> str:
    columns = zip(labels, run.seconds, right, run.results, strict=True)
    rows = [
        (
            label,
            scale(seconds),
            share(run.seconds, index),
            "right" if ok else "WRONG",
            _extent(value),
            digest(value),
        )
        for index, (label, seconds, ok, value) in enumerate(columns)
    ]
    return table(["size", f"time, {scale.unit}", "share", "check", "result", "sha256"], rows, left=["check"])


def _extent(result: Any) -> str:
    if isinstance(result, int):
        return f"{digits(result):,} digits"
    return f"{len(result):,} items" if hasattr(result, "__len__") else type(result).__name__


def _trace(run: Program, scale: Scale, labels: Sequence[object]) -> str:
    rows = [
        (label, *span.worker[:3], scale(span.start), scale(span.end), bar(span.start, span.end, run.received))
        for label, span in zip(labels, run.spans, strict=True)
    ]
    last = f"0 to {scale(run.received)} {scale.unit}"
    return table(["size", "process", "thread", "interpreter", "start", "end", last], rows, left=[last])


def comparison(runs: Sequence[Program]) -> str:
    """Return a table of several programs; speed-up is sequential's elapsed time over theirs, where it was run."""
    if len(runs) == 1:
        return ""
    sequential = next((run.elapsed for run in runs if run.strategy == "sequential"), None)
    scale = Scale.of(max(run.elapsed for run in runs))
    rows = [
        (
            run.strategy,
            run.workers,
            scale(run.elapsed),
            *map(scale, run.parts.values()),
            f"{sequential / run.elapsed:.2f}" if sequential else "-",
        )
        for run in runs
    ]
    return table(["strategy", "workers", f"elapsed, {scale.unit}", *runs[0].parts, "speed-up"], rows, left=["strategy"])


def bound(runs: Sequence[Program], labels: Sequence[object]) -> str:
    """Return what no pool can beat: the largest task at its fastest, and the printing that comes after it."""
    index, least = largest([run.seconds for run in runs])
    # Side by side, tasks wait for each other too: the share is that of a sequential run, if there is one.
    alone = next((run for run in runs if run.strategy == "sequential"), runs[0])
    printing = min(run.printing for run in runs)
    scale = Scale.of(least + printing)
    what = f"task {labels[index]}, {share(alone.seconds, index)} of the computing"
    text = f"bound: no pool of any size takes less than {scale(least + printing)} {scale.unit}: "
    if not printing:
        return f"{text}the time of {what}\n"
    return f"{text}{scale(least)} for {what}, and {scale(printing)} for printing, one result after another\n"
