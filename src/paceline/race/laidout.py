"""What a side has imported, compared with what was laid out for it.

Both sides have the project's modules from the same kind of place, none of them from the user's own files, from the
other side's, or from a release that happens to be installed. Where that is not so, a race would measure something else
than it says, and is refused.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..errors import PacelineError
from ..results.records import Module
from .culprits import cure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..results.records import Race, Side

CHECKOUT, ENVIRONMENT = "checkout", "environment"


class Origins(msgspec.Struct, frozen=True):
    """What a side reports, see `side.origins`."""

    loaded: dict[str, dict[str, list[str]]]
    """By module: the folders that it and its submodules were found from, with the extension modules there."""
    environment: list[str]
    """Folders that hold what is installed, and the standard library."""
    own: list[str]
    """Modules that were built from local sources."""
    local: dict[str, bool]
    """Distributions that were installed from a folder or a file, and whether editable."""


def check(race: Race, reports: Mapping[str, Origins]) -> None:
    """Raise `PacelineError` where a side has imported what was not laid out for it."""
    for name, report in reports.items():
        side = race.side(name)
        if side.copied is None:
            continue
        for module, roots in report.loaded.items():
            for root in roots:
                _check(race, side, report, module, root)
    for pair in race.pairs:
        sides = race.side(pair.baseline), race.side(pair.candidate)
        if all(side.copied and side.name in reports for side in sides):
            one, other = (modules(side, reports[side.name]) for side in sides)
            for module in sorted(one.keys() & other.keys()):
                _alike(module, {side.name: found[module] for side, found in zip(sides, (one, other), strict=True)})


def modules(side: Side, report: Origins) -> dict[str, Module]:
    """Return the project's modules that a side has imported: from the checkout, or built from it, or beside both."""
    found = {}
    for name, roots in report.loaded.items():
        where = place(side, report, next(iter(roots)))
        if name in report.own or where == CHECKOUT or (where != ENVIRONMENT and any(copies(side, name))):
            extensions = sorted(extension for names in roots.values() for extension in names)
            found[name] = Module(where, tuple(extensions))
    return found


def place(side: Side, report: Origins, root: str) -> str:
    """Say what kind of place a folder is for a side; it is named where it is neither checkout nor environment."""
    if any(below(root, folder) for folder in report.environment):
        return ENVIRONMENT
    top = side.copied.top if side.copied else side.checkout
    return CHECKOUT if below(root, top) else root


def below(folder: str, top: str) -> bool:
    """Say whether a folder is `top` or lies in it."""
    return Path(folder).is_relative_to(top)


@cache
def held(top: str) -> dict[str, tuple[str, ...]]:
    """Return the packages that a checkout holds, not deeper than projects lie in one repository, by last name."""
    found: dict[str, list[str]] = {}
    for folder, inner, files in os.walk(top):
        if folder != top and "__init__.py" in files:
            found.setdefault(Path(folder).name, []).append(folder)
        if "__init__.py" in files or folder.count(os.sep) - top.count(os.sep) > _DEPTH:
            inner.clear()
        inner[:] = [name for name in inner if not name.startswith(".")]
    return {name: tuple(folders) for name, folders in found.items()}


_DEPTH = 3


def copies(side: Side, module: str) -> Iterator[str]:
    """Yield the folders of a side's checkout that packages of this name lie in, with `/`, relative to its top."""
    top = side.copied.top if side.copied else side.checkout
    names = module.split(".")
    for folder in held(top).get(names[-1], ()):
        if Path(folder).parts[-len(names) :] == tuple(names):
            yield Path(folder).relative_to(top).as_posix()


def _check(race: Race, side: Side, report: Origins, module: str, root: str) -> None:
    where = place(side, report, root)
    if where == CHECKOUT or side.copied is None:
        return
    here = f"side {side.name}"
    if where == ENVIRONMENT:
        _no_release(side, report, module)
    elif any(other.copied and below(root, other.copied.top) for other in race.sides):
        raise PacelineError(
            f"imports {module} from the other side's checkout", place=here, cure=cure(side, report, root)
        )
    elif any(below(root, original) for original in side.copied.originals):
        problem = f"imports {module} from {root}, not from its own copy of that folder"
        raise PacelineError(problem, place=here, cure=cure(side, report, root))
    elif any(_is_top(side, folder) for folder in copies(side, module)):
        problem = f"imports {module} from {root}, which is neither its checkout nor its environment"
        raise PacelineError(problem, place=here, cure=cure(side, report, root))


def _no_release(side: Side, report: Origins, module: str) -> None:
    folder = next((folder for folder in copies(side, module) if _is_top(side, folder)), None)
    if folder is not None and module not in report.own:
        raise PacelineError(
            f"imports {module} from an installed release, not from {folder} of its checkout",
            place=f"side {side.name}",
            cure="name the project's folder in --install, such as --install '. pytest-benchmark'",
        )


def _is_top(side: Side, folder: str) -> bool:
    """Say whether a package of that folder is what the side's own project is made of, not one of another project."""
    within = Path(side.checkout).relative_to(side.copied.top if side.copied else side.checkout)
    return Path(folder).parent in {Path(), Path("src"), within, within / "src"}


def _alike(module: str, found: Mapping[str, Module]) -> None:
    if len({each.place for each in found.values()}) > 1:
        said = " and ".join(f"from the {each.place} on {name}" for name, each in found.items())
        cure = "install the project on both sides or on neither, see --install"
        raise PacelineError(f"{module} is imported {said}", cure=cure)
