"""The options that say what environments hold."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

from ..errors import PacelineError
from ..race.environment import Request
from . import options

if TYPE_CHECKING:
    import argparse

    from rich.console import Console


def add_arguments(group: Any) -> None:
    """Add what says what environments hold, to a parser or a group of its options."""
    text = "what to install in each environment (default: the project and its test requirements)"
    group.add_argument("--install", metavar="REQUIREMENTS", help=text)
    text = "requirements to install in addition"
    group.add_argument("--with", dest="further", metavar="REQUIREMENTS", help=text)


def request(args: argparse.Namespace, console: Console) -> Request:
    """Return what the user asks of environments."""
    install = None if args.install is None else _split("--install", args.install)
    further = _split("--with", args.further or "")
    return Request(install, tuple(args.pytest), options.printer(console), further=further)


def _split(option: str, text: str) -> tuple[str, ...]:
    """Split requirements as a shell would; `NAME @ ADDRESS` is one of them."""
    try:
        return tuple(shlex.split(re.sub(r"\s+@\s+", "@", text)))
    except ValueError as error:
        raise PacelineError(f"{text!r} cannot be read ({error})", place=option) from error
