"""The command line: one module per command, loaded when it is needed.

A command module has `add_arguments(parser)` and `run(args) -> int`. Only the module of the command that runs is
imported: `paceline run` and `paceline strategies` work wherever pytest-benchmark does, without what the judging side
needs.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ExitCode, PacelineError, as_sentence
from ..race.interrupts import interruptible
from ..report.steady import steadied
from ..text import shown
from . import claims, kept, parsers
from .commands import MENU

if TYPE_CHECKING:
    from collections.abc import Sequence

JUDGING = {"altair", "msgspec", "numpy", "rich", "scipy"}
"""What the judging side needs, and the measured side must not."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
"""Errors of a machine that has no more room, files or memory: no error of ours."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, which signals end politely from its first moment to its last; return its exit code.

    What the command says may be read by nobody: that changes neither what it does nor its exit code.
    """
    _open_what_is_closed()
    with steadied():
        try:
            with interruptible(last=argv is None):
                return _main(argv)
        except KeyboardInterrupt:
            return _say("", "interrupted", ExitCode.INTERRUPTED)


def _main(argv: Sequence[str] | None) -> int:
    """Run one command; return its exit code (see `ExitCode`)."""
    kept.forget()
    ours, rest = _split(list(sys.argv[1:] if argv is None else argv))
    if not ours and not rest:
        sys.stdout.write(MENU)
        return ExitCode.OK
    command = next((word for word in ours if not word.startswith("-")), "")
    try:
        args = parsers.parsed(command, ours)
        args.pytest = rest
        return int(parsers.module(command).run(args))
    except PacelineError as error:
        return _say(command, str(error), error.exit_code)
    except KeyboardInterrupt:
        return _say(command, "interrupted", ExitCode.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 (a traceback's exit code, 1, is a regression's here)
        return _broken(command, error)
    finally:
        claims.release()


def _broken(command: str, error: Exception) -> int:
    """Say what is missing, or that paceline is wrong; return the exit code."""
    if isinstance(error, ImportError) and sys.version_info < (3, 11):
        sentence = "needs Python 3.11 or later; only paceline run and paceline strategies work on 3.10"
        return _say(command, sentence, ExitCode.USAGE)
    if isinstance(error, ModuleNotFoundError) and error.name in JUDGING:
        return _say(command, f"{error.name} is not installed; pip install 'paceline[judge]'", ExitCode.USAGE)
    places = kept.places()
    code = ExitCode.UNJUDGED if places else ExitCode.USAGE
    what = f"what was measured is kept in {', '.join(map(str, places))}" if places else "nothing was measured"
    if isinstance(error, OSError) and error.errno in _FULL:
        return _say(command, f"{as_sentence(error)}; {what}", code)
    traceback.print_exception(error)
    sentence = f"this is an error in paceline; please report it; {what}"
    return _say(command, sentence, code)


def _open_what_is_closed() -> None:
    """Open a null stream where a shell closed one: Python has none there."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (as long as the process)


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Split a command line at the first `--`: ours, and pytest's."""
    if "--" not in words:
        return words, []
    at = words.index("--")
    return words[:at], words[at + 1 :]


def _say(command: str, sentence: str, code: ExitCode) -> int:
    print(f"{f'paceline {command}'.rstrip()}: {shown(sentence)}", file=sys.stderr)  # noqa: T201 (a command speaks)
    return code
