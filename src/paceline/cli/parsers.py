"""The parsers: usage with what goes to pytest, groups of options, examples and exit codes at the end, suggestions."""

from __future__ import annotations

import argparse
import difflib
import importlib
import re
import textwrap
from typing import TYPE_CHECKING, NoReturn

from .. import __version__
from ..errors import ExitCode
from .commands import COMMANDS, EXIT_CODES, JUDGING, NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

_DASHES = "pytest's arguments go after --"


class _Completion(argparse.Action):
    """Prints a shell's completion script."""

    def __call__(self, parser_: argparse.ArgumentParser, _space: object, shell: object, _option: object = None) -> None:
        """Print it and end."""
        try:
            import shtab  # noqa: PLC0415 (an extra)
        except ModuleNotFoundError:
            parser_.error("shtab is not installed; pip install 'paceline[completion]'")
        parser_.exit(message=f"{shtab.complete(parser(*COMMANDS)[0], str(shell))}\n")


class Parser(argparse.ArgumentParser):
    """A parser that suggests what an unknown word may have meant."""

    def refuse(self, unknown: Iterable[str]) -> NoReturn:
        """End with the words that are not options of this parser."""
        words = list(unknown)
        options = re.findall(r"--?[a-z][a-z-]*", self.format_help().partition("\nexamples:")[0])
        self.error(f"unrecognized arguments: {' '.join(words)}{meant(words[0], options)} ({_DASHES})")


def parsed(command: str, words: list[str]) -> argparse.Namespace:
    """Read a command line; end the process with what is wrong with it, and a suggestion."""
    top, commands = parser(command)
    if words[:1] == ["--print-completion"]:
        top.parse_args(words[:2])
    if command and command not in commands:
        top.error(f"there is no command {command!r}{meant(command, commands)}")
    args, unknown = top.parse_known_args(words)
    if not command:
        top.error("name a command before --")
    if unknown:
        commands[command].refuse(unknown)
    return args


def meant(word: str, known: Iterable[str]) -> str:
    """Return a question that names the nearest known word; nothing where none is near."""
    near = difflib.get_close_matches(word.partition("=")[0], list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def parser(*commands: str) -> tuple[Parser, dict[str, Parser]]:
    """Return the parser, and those of the commands by name; only the named commands have their options."""
    top = Parser(
        prog="paceline",
        usage="paceline COMMAND [OPTIONS] [-- PYTEST_ARGS]",
        description="Measure changes and concurrency strategies side by side.",
        epilog=f"paceline COMMAND --help explains one command.\n\n{_exit_codes()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"paceline {__version__}")
    text = "print a shell's completion script"
    top.add_argument("--print-completion", choices=["bash", "zsh", "tcsh"], action=_Completion, help=text)
    subparsers = top.add_subparsers(dest="command", metavar="COMMAND", title="commands", prog="paceline")
    made: dict[str, Parser] = {}
    for name, command in COMMANDS.items():
        made[name] = subparsers.add_parser(
            name,
            help=command.summary,
            description=f"{command.summary[0].upper()}{command.summary[1:]}.",
            usage=f"paceline {name} {command.usage}",
            epilog=f"{_examples(name)}\n\n{_exit_codes(name)}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if name in commands:
            module(name).add_arguments(made[name])
    return top, made


def module(command: str) -> ModuleType:
    """Import a command's module."""
    return importlib.import_module(f"{__package__}.{command}")


def _examples(name: str) -> str:
    lines = (f"  paceline {name} {example}".rstrip() for example in COMMANDS[name].examples)
    return "\n".join(["examples:", *lines])


def _exit_codes(command: str = "gate") -> str:
    codes = {code: text for code, text in EXIT_CODES.items() if code not in NEVER.get(command, ())}
    if command not in JUDGING:
        codes = {ExitCode.OK: "done", ExitCode.USAGE: "wrong usage or setup"}
    lines = (
        textwrap.fill(text, 78, initial_indent=f"  {code.value:<4} ", subsequent_indent=" " * 7)
        for code, text in codes.items()
    )
    return "\n".join(["exit codes:", *lines])
