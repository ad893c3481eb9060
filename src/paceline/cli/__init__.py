"""The command line: one module a command, loaded when it is asked for.

A command module has `add_arguments(parser)` and `run(args) -> int`. Only the one that was asked for is imported, so
that `paceline run` and `paceline strategies` work wherever pytest-benchmark does, without what the judging side needs.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..errors import ExitCode, PacelineError
from ..race.interrupts import interruptible
from ..text import shown
from . import claims, kept

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

COMMANDS = {
    "run": "run one workload as a program: which task ran where, and when",
    "strategies": "say what can run here, and why something cannot",
    "race": "race any sides: interpreters, checkouts, environments",
    "gate": "say whether a change made anything slower",
    "judge": "judge again what is on disk",
    "calibrate": "measure how far the gate can be trusted here: false alarms, and the slowdowns it finds",
    "bench": "race interpreters over the suite's grid: which strategy is fastest, from which size",
    "baseline": "keep figures in the repository, and hold races against them",
    "history": "show how the kept figures have moved, and where they changed",
    "report": "tell a race as a page of plots that opens anywhere, and as files for talks",
}

JUDGING = {"altair", "msgspec", "numpy", "rich", "scipy", "vl_convert"}
"""What the judging side needs, and the measured side must not."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, which signals end politely from its first moment to its last; return its exit code."""
    try:
        with interruptible():
            return _main(argv)
    except KeyboardInterrupt:
        return _say("", "interrupted", ExitCode.INTERRUPTED)


def _main(argv: Sequence[str] | None) -> int:
    """Run one command; return its exit code (see `ExitCode`)."""
    _open_what_is_closed()
    kept.forget()
    words = list(sys.argv[1:] if argv is None else argv)
    ours, rest = _split(words)
    command = next((word for word in ours if word in COMMANDS), "")
    try:
        module = importlib.import_module(f"{__name__}.{command}") if command else None
        parser = _parser(command, module)
        args, unknown = parser.parse_known_args(ours)
        if unknown:
            parser.error(f"unrecognized arguments: {' '.join(unknown)} (what is meant for pytest goes behind --)")
        args.pytest = rest
        return int(module.run(args)) if module else ExitCode.USAGE
    except PacelineError as error:
        return _say(command, str(error), error.exit_code)
    except KeyboardInterrupt:
        return _say(command, "interrupted", ExitCode.INTERRUPTED)
    except BrokenPipeError:  # the reader of our output went away: `paceline … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.UNJUDGED if kept.places() else ExitCode.OK
    except Exception as error:  # noqa: BLE001 (a traceback's exit code, 1, is a regression's here)
        if isinstance(error, ModuleNotFoundError) and error.name in JUDGING:
            return _say(command, f"needs {error.name}; pip install 'paceline[judge]'", ExitCode.USAGE)
        traceback.print_exc()
        places = kept.places()
        what = f"what was measured is kept in {', '.join(map(str, places))}" if places else "nothing was measured"
        sentence = f"that is an error of paceline's own, and a report is welcome; {what}"
        return _say(command, sentence, ExitCode.UNJUDGED if places else ExitCode.USAGE)
    finally:
        claims.release()


def _open_what_is_closed() -> None:
    """Let there be streams: Python has none where a shell closed them."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (as long as the process)


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Part a command line at the first `--`: ours, and pytest's."""
    if "--" not in words:
        return words, []
    at = words.index("--")
    return words[:at], words[at + 1 :]


def _say(command: str, sentence: str, code: ExitCode) -> int:
    print(f"{f'paceline {command}'.rstrip()}: {shown(sentence)}", file=sys.stderr)  # noqa: T201 (a command speaks)
    return code


def _parser(command: str, module: ModuleType | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paceline", description="Measure concurrency strategies, and changes, side by side."
    )
    parser.add_argument("--version", action="version", version=f"paceline {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, text in COMMANDS.items():
        sub = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        if module is not None and name == command:
            module.add_arguments(sub)
    return parser
