"""What a Python prints that one of our scripts asks: checked, since any program may stand in its place."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import msgspec

_Kind = TypeVar("_Kind")

_DEEPEST = 100
"""Levels of what another process says; our own side sends fewer, and thousands could be written to no file."""


class Named(msgspec.Struct, frozen=True):
    """What `paceline.interpreter` says, as far as people read it."""

    name: str


class Probed(msgspec.Struct, frozen=True):
    """What `paceline.side.probe` says."""

    interpreter: dict[str, Any]
    machine: dict[str, Any]
    packages: dict[str, str]

    def __post_init__(self) -> None:
        if not isinstance(self.interpreter.get("key"), str):
            raise ValueError("its interpreter has no key")  # noqa: TRY004 (msgspec names the place)
        check_depth([self.interpreter, self.machine])


class Looked(msgspec.Struct, frozen=True):
    """What `environment.inside` says."""

    missing: tuple[str, ...]
    installed: dict[str, str]
    moving: tuple[str, ...] = ()
    """Distributions from a branch or tag of a repository, which may be another commit tomorrow."""


def answered(output: str, kind: type[_Kind]) -> _Kind:
    """Return what was printed; raise ValueError where it is no such answer."""
    try:
        return msgspec.convert(json.loads(output), kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise ValueError(str(error)) from error


def check_depth(value: Any, levels: int = _DEEPEST) -> None:
    """Raise ValueError where objects and lists are nested too deeply to be kept."""
    if not levels:
        raise ValueError("nested too deeply")
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        check_depth(part, levels - 1)
