"""What other packages add, named by their entry points: strategies and workloads."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from .errors import PacelineError

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
"""Names are parts of a case's id, between `=` and `-`."""


@cache
def contributed(group: str, own: tuple[str, ...]) -> dict[str, EntryPoint]:
    """Return a group's entry points by name; `PacelineError` for a name that is odd, or that is taken."""
    found: dict[str, EntryPoint] = {}
    for point in _points(group):
        if not _NAME.fullmatch(point.name):
            raise PacelineError(
                f"{point.name!r} is not a valid name", place=_place(point), cure="use a-z, 0-9, - and _"
            )
        if point.name in own or found.get(point.name, point).value != point.value:
            raise refused(point, "has a name that is taken")
        found[point.name] = point
    return found


def _points(group: str) -> Iterable[EntryPoint]:
    try:
        return entry_points(group=group)
    except Exception as error:
        cure = "repair or uninstall the package that names it"
        raise PacelineError(f"cannot be read ({error})", place=f"entry points {group}", cure=cure) from error


def loaded(point: EntryPoint) -> object:
    """Return what an entry point names; `PacelineError` where it cannot be imported."""
    try:
        return point.load()
    except Exception as error:
        reason = f"cannot be loaded ({type(error).__name__}: {error})"
        raise PacelineError(reason, place=_place(point), cure=f"repair or uninstall {_package(point)}") from error


def refused(point: EntryPoint, why: str) -> PacelineError:
    """Return the error for an entry point that names something else than it should."""
    return PacelineError(f"{point.value} {why}", place=_place(point), cure=f"repair or uninstall {_package(point)}")


def _place(point: EntryPoint) -> str:
    return f"entry point {point.group}: {point.name}"


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value.partition(":")[0]
