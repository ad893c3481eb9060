"""How a side's interpreter is to be run: variables and options of its own, which make it another interpreter."""

from __future__ import annotations

import hashlib
import re
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import PacelineError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORM = "NAME=PYTHON[,FOLDER][,VARIABLE=VALUE][,-X OPTION]"
"""How a side is written; variables and options may be several."""

_VARIABLE = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL | re.ASCII)

_OURS = re.compile(r"PACELINE_\w*|PYTHON(PATH|HASHSEED|PYCACHEPREFIX|UNBUFFERED|HOME|STARTUP|SAFEPATH)")
"""Variables that a race sets itself, or takes away."""

_OPTION = re.compile(r"-O+|-[XW] ?\S+")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a side's Python is started with, beside what all sides have."""

    variables: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    """Words of the interpreter's own command line."""


def split(parts: Sequence[str]) -> tuple[str | None, Settings]:
    """Return the folder, if one is named first, and the settings; raise `PacelineError` where a part is neither."""
    folder = parts[0] if parts and parts[0] and not _is_setting(parts[0]) else None
    variables: dict[str, str] = {}
    options: list[str] = []
    for part in parts[folder is not None :]:
        if _OPTION.fullmatch(part):
            options += shlex.split(part)
        elif found := _VARIABLE.fullmatch(part):
            variables[found[1]] = found[2]
        elif part:
            cure = f"write {FORM}; a folder comes first, a value has no comma, and an option is -X, -W or -O"
            raise PacelineError(f"--side: {part!r} is not a setting", cure=cure)
    if taken := [name for name in variables if _OURS.fullmatch(name)]:
        raise PacelineError(f"--side: {taken[0]} is set by the race itself", cure="leave it out")
    return folder, Settings(variables, tuple(options))


def _is_setting(part: str) -> bool:
    return part.startswith("-") or _VARIABLE.fullmatch(part) is not None


def identified(said: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Return an interpreter's facts with a key of its own for these settings.

    Raise `PacelineError` where a GIL or a JIT that was asked for is not what the interpreter then has.
    """
    for name, fact in (("PYTHON_GIL", "gil"), ("PYTHON_JIT", "jit")):
        wanted = settings.variables.get(name)
        if wanted in {"0", "1"} and bool(said.get(fact)) is not (wanted == "1"):
            raise PacelineError(f"{name}={wanted} has no effect on this build of Python", cure="leave the side out")
    rest = {name: value for name, value in settings.variables.items() if name not in {"PYTHON_GIL", "PYTHON_JIT"}}
    if not (rest or settings.options):
        return said
    digest = hashlib.sha256(repr((sorted(rest.items()), settings.options)).encode()).hexdigest()
    return {**said, "key": f"{said['key']}-{digest[:8]}"}
