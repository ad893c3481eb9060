"""Errors that name the place and the way out, and carry their exit code."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit code means; the same for every command."""

    OK = 0
    """Nothing got slower, as far as is known."""
    REGRESSION = 1
    """At least one case got slower."""
    USAGE = 2
    """Wrong usage or setup: nothing was measured."""
    UNJUDGED = 3
    """Something was measured, and could not be judged."""
    INTERRUPTED = 130
    """Ctrl-C: what was measured is kept."""


class PacelineError(Exception):
    """One sentence for the user: where, what, and the way out.

    `place` is a file, a JSON path or a case id; `cure` is what to do next.
    """

    exit_code = ExitCode.USAGE

    def __init__(self, problem: str, *, place: object = None, cure: str | None = None) -> None:
        self.problem, self.place, self.cure = problem, place, cure
        where = f"{place}: " if place is not None else ""
        super().__init__(f"{where}{problem}" + (f"; {cure}" if cure else ""))


class Unjudged(PacelineError):  # noqa: N818 (a verdict's word, not a programming error)
    """Something was measured, and no verdict can be reached from it."""

    exit_code = ExitCode.UNJUDGED


def as_sentence(error: PacelineError | OSError) -> PacelineError:
    """Return what went wrong as one sentence."""
    if isinstance(error, PacelineError):
        return error
    return PacelineError(f"could not go on ({error.strerror or error})", place=error.filename)
