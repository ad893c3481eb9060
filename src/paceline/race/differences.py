"""How the sides of a race differ, apart from what is compared: said beside the verdict."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from .laidout import CHECKOUT, ENVIRONMENT, copies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..results.records import Pair, Race, Side
    from .laidout import Origins

_SOME = 5
"""Names that are listed before the others are only counted."""

_BUILDS = re.compile(
    r"ext[-_]modules|\bExtension\(|cythonize|mypyc|maturin|setuptools[-_]rust|scikit[-_]build|mesonpy|cffi"
)
"""What the files that define a build say where it compiles."""


def differences(race: Race, reports: Mapping[str, Origins]) -> tuple[str, ...]:
    """Return a sentence for each difference between two sides that are compared."""
    found = [
        sentence
        for pair in race.pairs
        if pair.baseline in reports and pair.candidate in reports
        for sentence in _between(race, pair, reports)
    ]
    return tuple(dict.fromkeys(found))


def _between(race: Race, pair: Pair, reports: Mapping[str, Origins]) -> Iterator[str]:
    sides = race.side(pair.baseline), race.side(pair.candidate)
    if sides[0].key == sides[1].key:
        local = reports[pair.baseline].local.keys() | reports[pair.candidate].local.keys()
        yield from _packages(*sides, local)
    yield from _benchmarks(race, *sides)
    yield from _extensions(*sides)
    yield from _releases(sides[1], reports[pair.candidate])
    if sides[0].built and sides[0].copied is None:
        yield from _same_files(*sides)


def _packages(one: Side, other: Side, local: set[str]) -> Iterator[str]:
    names = sorted((one.packages.keys() | other.packages.keys()) - local)
    versions = {name: (one.packages.get(name, "none"), other.packages.get(name, "none")) for name in names}
    differing = [f"{name} ({before}, {after})" for name, (before, after) in versions.items() if before != after]
    if differing:
        yield f"{one.name} and {other.name} have different versions of {_listed(differing)}"


def _benchmarks(race: Race, one: Side, other: Side) -> Iterator[str]:
    """Name the benchmark files that both sides have, and that differ."""
    shared = (case for case in race.cases if not {*case.missing_on} & {one.name, other.name})
    names = dict.fromkeys(case.id.partition("::")[0] for case in shared)
    pairs = {name: (Path(one.checkout, name), Path(other.checkout, name)) for name in names}
    changed = [name for name, files in pairs.items() if all(map(Path.is_file, files)) and not _alike(*files)]
    if changed:
        yield f"{_listed(changed)} {'differs' if len(changed) == 1 else 'differ'}: what is timed may have changed, too"


def _alike(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def _extensions(one: Side, other: Side) -> Iterator[str]:
    common = one.modules.keys() & other.modules.keys()
    compiled = [{each for name in common for each in side.modules[name].extensions} for side in (one, other)]
    for side, only in ((one, compiled[0] - compiled[1]), (other, compiled[1] - compiled[0])):
        if only:
            yield f"{_listed(sorted(only))} is compiled on {side.name} only: is the other side's build complete?"
    if one.built and one.copied and not any(compiled) and (file := _compiling(other)):
        yield f"no compiled module of the project was imported on either side, though {file} names some: was it built?"


def _compiling(side: Side) -> str | None:
    """Return the file that says that the project's build compiles."""
    files = (Path(side.checkout) / name for name in ("setup.py", "pyproject.toml", "setup.cfg"))
    return next((path.name for path in files if path.is_file() and _BUILDS.search(_text(path))), None)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _releases(side: Side, report: Origins) -> Iterator[str]:
    """Name what the checkout holds of another project, where a release of that is imported."""
    for module in report.loaded.keys() - report.own - side.modules.keys():
        folder = next(copies(side, module), None)
        if folder is not None:
            yield f"{module} is imported from an installed release, not from {folder} of the checkout"


def _same_files(one: Side, other: Side) -> Iterator[str]:
    shared = {
        name: module.place
        for name, module in one.modules.items()
        if module.place != ENVIRONMENT
        and other.modules.get(name) == module
        and not name.startswith(("test_", "conftest"))
    }
    shared = {name: where for name, where in shared.items() if where != CHECKOUT or one.checkout == other.checkout}
    if shared:
        yield f"both sides import {_listed(sorted(shared))} from the same files: only the other packages differ"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SOME} more" if len(names) > _SOME else ""
    return ", ".join(names[:_SOME]) + more
