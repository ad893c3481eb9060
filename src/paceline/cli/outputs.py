"""Where a report goes: one format to standard output, any to files. Files are tried before anything is measured."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from ..errors import ExitCode, PacelineError
from ..report.formats import WRITERS, Report, terminal

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

TERMINAL = "terminal"

_SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names the file which GitHub shows as a step's summary: every command adds to it."""
_DEVICES = {Path("/dev"), Path("/dev/fd"), Path("/proc/self/fd")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of every command that reports."""
    group = parser.add_argument_group("output")
    text = "format on standard output (default: terminal); with another format, progress goes to standard error"
    group.add_argument("--format", choices=[TERMINAL, *WRITERS], default=TERMINAL, help=text)
    for name in WRITERS:
        spellings = [f"--out-{name}", *(["--json"] if name == "json" else [])]
        group.add_argument(*spellings, type=Path, metavar="FILE", dest=f"out_{name}", help=f"write {name} to a file")


@dataclass(frozen=True, slots=True)
class Destination:
    """A file that one format is written to."""

    format: str
    path: Path

    @property
    def _grows(self) -> bool:
        """Whether it is written to as it is: a device, a pipe, or a file that others add to."""
        if os.environ.get(_SUMMARY) == str(self.path) or self.path.parent in _DEVICES:
            return True
        return self.path.exists() and not self.path.is_file()

    def check(self) -> None:
        """Raise `PacelineError` now if it could not be written at the end."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.is_dir():
                raise IsADirectoryError(0, "a folder")
            if self._grows and self.path.exists():  # a pipe that was opened and closed would have ended
                if not os.access(self.path, os.W_OK):
                    raise PermissionError(0, "no permission")
            else:
                with tempfile.TemporaryFile(dir=self.path.resolve().parent):
                    pass
        except OSError as error:
            reason = error.strerror or str(error)
            raise PacelineError(f"cannot be written ({reason})", place=self.path, cure="choose another file") from error

    def write(self, report: Report) -> None:
        """Write all of it or, of a regular file, nothing; raise OSError where that cannot be done."""
        if not self._grows:
            self._replace(WRITERS[self.format](report, 0))
            return
        taken = self.path.stat().st_size if self.path.is_file() else 0
        content = WRITERS[self.format](report, taken)
        sys.stdout.flush()
        with self._opened() as file:
            file.write(_encoded(content))

    def _opened(self) -> BinaryIO:
        """Open a file that grows; our own output as it is: opened anew, each would overwrite what the other wrote."""
        for ours in (1, 2):
            if self.path.exists() and os.path.samestat(os.fstat(ours), self.path.stat()):
                return os.fdopen(os.dup(ours), "wb")
        return self.path.open("ab")

    def _replace(self, content: str) -> None:
        path = self.path.resolve()
        beside = path.with_name(f"{path.name}.part")
        try:
            beside.write_bytes(_encoded(content))
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Outputs:
    """All that a command was asked to write, and the console that it speaks to meanwhile."""

    format: str
    destinations: tuple[Destination, ...]
    console: Console

    @classmethod
    def opened(cls, args: argparse.Namespace) -> Self:
        """Take what was asked for; raise `PacelineError` now if any of it could not be written."""
        asked = {name: getattr(args, f"out_{name}") for name in WRITERS}
        destinations = tuple(Destination(name, path) for name, path in asked.items() if path is not None)
        twice = [one.path for one in destinations if sum(one.path == other.path for other in destinations) > 1]
        if twice:
            raise PacelineError("is named for two formats", place=twice[0], cure="give each format its own file")
        for destination in destinations:
            destination.check()
        return cls(args.format, destinations, terminal.console(stderr=args.format != TERMINAL))

    def render(self, report: Report, code: ExitCode) -> ExitCode:
        """Write the files, then standard output; return the exit code.

        A file that cannot be written is reported, and the rest goes on; exit code 0 then becomes 3.
        """
        for destination in self.destinations:
            try:
                destination.write(report)
            except OSError as error:
                kept = f"; all of it is in {report.kept}" if report.kept else ""
                sentence = f"{destination.path}: could not be written ({error.strerror or error}){kept}"
                print(f"paceline: {sentence}", file=sys.stderr)  # noqa: T201 (a command speaks)
                code = code or ExitCode.UNJUDGED
        if self.format == TERMINAL:
            terminal.render(report.document, self.console)
        else:
            content = _encoded(WRITERS[self.format](report, 0))
            sys.stdout.flush()
            with contextlib.suppress(OSError):
                sys.stdout.buffer.write(content)
            sys.stdout.flush()
        return code


def _encoded(content: str) -> bytes:
    return content.encode(errors="backslashreplace")
