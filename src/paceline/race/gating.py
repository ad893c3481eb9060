"""The sides of a gate: a baseline and a candidate on each interpreter, laid out and built."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import PacelineError
from ..results.records import Copied, Pair
from . import checkout, environment
from .entry import Wanted, find, label
from .environment import Request
from .environment.request import Place, is_there
from .no_benchmark import nowhere

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .checkout import Checkout

BASELINE, CANDIDATE = "baseline", "candidate"


@dataclass(frozen=True, slots=True)
class Field:
    """Who takes part in a gate."""

    sides: tuple[Wanted, ...]
    pairs: tuple[Pair, ...]
    found: str
    """How the baseline was found, in words."""
    same: bool
    """Whether both sides hold the same files: an A/A race, which can only show the gate's own noise."""


@contextlib.contextmanager
def commits(start: Path, against: str | None, pythons: Sequence[str], request: Request | None) -> Iterator[Field]:
    """Lay out a commit of this repository and its working tree, and build an environment of each per interpreter."""
    repository = checkout.root(start)
    commit, found = checkout.resolve(repository, against)
    within = start.resolve().relative_to(repository.resolve())
    asked = request or Request()
    asked.say(f"comparing the working tree with {commit[:12]} ({found}); copying both")
    with checkout.laid_out(repository, commit, within) as (baseline, candidate):
        if baseline.content == candidate.content:
            asked.say(f"nothing differs from {found}: this race shows only the gate's own noise")
        yield _field(baseline, candidate, pythons, request, f"{commit[:12]} ({found})")


@contextlib.contextmanager
def folders(baseline: Path, candidate: Path, pythons: Sequence[str], request: Request | None) -> Iterator[Field]:
    """Compare copies of two folders, with an environment of each per interpreter."""
    for folder in (baseline, candidate):
        if not folder.is_dir():
            raise PacelineError("is not a folder", place=folder, cure="name the folder of another checkout")
    with checkout.duplicated(baseline, candidate) as (one, other):
        yield _field(one, other, pythons, request, str(baseline))


def environments(baseline: str, candidate: str, folder: Path, baseline_folder: Path | None) -> Field:
    """Compare two environments that exist already, on the same checkout or on one each."""
    one = find(BASELINE, baseline) == find(CANDIDATE, candidate)
    same = one and baseline_folder in {None, folder}
    sides = (
        Wanted(BASELINE, baseline, baseline_folder or folder, built=not one),
        Wanted(CANDIDATE, candidate, folder, built=not one),
    )
    return Field(sides, (Pair(BASELINE, CANDIDATE),), baseline, same)


def _field(
    baseline: Checkout, candidate: Checkout, pythons: Sequence[str], request: Request | None, found: str
) -> Field:
    asked = replace(request or Request(), origins=(baseline.original, candidate.original))
    check_paths(asked.arguments, baseline, candidate)
    sides, pairs = [], []
    users = tuple(str(folder.resolve()) for folder in asked.origins)
    executables = {label(executable): executable for executable in (find(python, python) for python in pythons)}
    for name, executable in executables.items():
        on = "" if len(executables) == 1 else f" {name}"
        pair = Pair(BASELINE + on, CANDIDATE + on)
        built = None
        for role, files in ((pair.baseline, baseline), (pair.candidate, candidate)):
            built = _built(role, executable, files, replace(asked, within=files.within), built)
            copied = Copied(str(files.folder.resolve()), users)
            sides.append(Wanted(role, built, files.start, files.revision, files.content, copied, built=True))
        pairs.append(pair)
    return Field(tuple(sides), tuple(pairs), found, same=baseline.content == candidate.content)


def check_paths(arguments: Sequence[str], baseline: Checkout, candidate: Checkout) -> None:
    """Raise `PacelineError` where an argument names a file or folder that no side has, before anything is built."""
    places = [Place(side.folder, side.start, (side.original,)) for side in (baseline, candidate)]
    options = ["", *arguments]  # what follows an option may be its value
    for before, word in zip(options, arguments, strict=False):
        path = word.split("::")[0]
        named = ("/" in path or path.endswith(".py")) and not word.startswith("-") and not before.startswith("-")
        if named and not any(is_there(place.path(path)) for place in places):
            raise nowhere(word, candidate.start)


def _built(name: str, executable: str, files: Checkout, request: Request, like: str | None) -> str:
    try:
        return environment.build(executable, files, request, name, like)
    except PacelineError as error:
        problem = error.problem if error.place is None else f"{error.place}: {error.problem}"
        raise PacelineError(problem, place=f"side {name}", cure=error.cure) from error


_NEUTRAL = '''

_NEUTRAL_CONSTANTS = ("edited", 1, 2.0, None)


def _neutral_function(text, count=3):
    """Do nothing that is measured."""
    import string

    return [string.capwords(text)] * count
'''
"""Code that changes nothing measured, and the layout of everything."""


@contextlib.contextmanager
def copies(start: Path, python: str, request: Request | None) -> Iterator[tuple[Field, Field]]:
    """Lay out the working tree twice, once more with a neutral edit of every Python file, and build all three."""
    repository = checkout.root(start)
    within = start.resolve().relative_to(repository.resolve())
    with checkout.copied(repository, "a", "b", "n") as (one, other, edited):
        _edit(edited)
        files = [checkout.described(folder, repository, within) for folder in (one, other, edited)]
        same, neutral = (_field(files[0], files[i], [python], request, "a copy") for i in (1, 2))
        yield same, neutral


def _edit(folder: Path) -> None:
    """Append the neutral code to each Python file of a copy; links are passed over, they lead elsewhere."""
    for place, _, names in os.walk(folder):
        for path in (Path(place, name) for name in names if name.endswith(".py")):
            if path.is_file() and not path.is_symlink():
                with path.open("ab") as file:
                    file.write(_NEUTRAL.encode("ascii"))
