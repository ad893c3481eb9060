"""Which other repositories a commit records, and where the user has them. Nothing is downloaded."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ... import git
from ...errors import PacelineError
from .borrowed import Original

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Submodule:
    """What a commit records of another repository."""

    path: str
    commit: str
    name: str | None
    """Under which git keeps it; None where `.gitmodules` says nothing of it."""


def recorded(folder: Path, entries: Sequence[bytes]) -> list[Submodule]:
    """Return the submodules among the entries of an index (`git ls-files --stage -z`)."""
    links = [entry for entry in entries if entry.startswith(b"160000 ")]
    if not links:
        return []
    named = _names(folder)
    found = [(os.fsdecode(path), fields.split()[1].decode()) for fields, _, path in (e.partition(b"\t") for e in links)]
    return [Submodule(path, commit, named.get(path)) for path, commit in found]


def _names(folder: Path) -> dict[str, str]:
    words = ("config", "--file=.gitmodules", "-z", "--get-regexp", r"^submodule\..*\.path$")
    lines = git.run(folder, *words).stdout.split(b"\0")
    pairs = [os.fsdecode(line).partition("\n") for line in lines if line]
    return {path: key.removeprefix("submodule.").removesuffix(".path") for key, _, path in pairs}


def source(original: Original, wanted: Submodule) -> Original | None:
    """Return where the user has a submodule; None where it isn't initialised; raise where its commit is missing."""
    places = list(_places(original, wanted))
    for place in places:
        if place.says("cat-file", "-e", f"{wanted.commit}^{{commit}}") is not None:
            return place
    if not places:
        return None
    problem = f"the submodule has no commit {wanted.commit[:12]}, which a side records"
    where = original.tree / wanted.path
    raise PacelineError(problem, place=where, cure=f"git -C {where} fetch origin {wanted.commit}")


def _places(original: Original, wanted: Submodule) -> Iterator[Original]:
    tree = original.tree / wanted.path
    if os.path.lexists(tree / ".git"):
        yield Original.of(tree)
    if wanted.name and ".." not in Path(wanted.name).parts:
        for folder in (original.folder, original.parts()["common"]):
            kept = folder / "modules" / wanted.name
            if (kept / "HEAD").is_file():
                yield Original(kept, kept)
