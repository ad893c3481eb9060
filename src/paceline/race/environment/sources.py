"""Where a project has distributions from, if not from an index: other projects of the checkout, and uv's sources.

Installers read uv's sources only now and then: pip never, and uv for a project's own requirements, but not for those of
a group. All are read here, and what has a source is never looked for elsewhere: an index may have a stranger's project
of that name.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from packaging.markers import InvalidMarker, Marker
from packaging.utils import canonicalize_name

from ...errors import PacelineError
from . import project
from .document import toml
from .requirements import Local, Words, requirement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from .document import Document
    from .project import Project
    from .request import Place
    from .requirements import Named

_CURE = "name what to install with --install, or compare environments of your own with --baseline-python"


@dataclass(frozen=True, slots=True)
class _Source:
    """One entry of `[tool.uv.sources]`, and the file that it stands in."""

    value: Any
    """A table, or a list of tables for different markers, groups and extras."""
    document: Document
    place: Place


@dataclass(frozen=True, slots=True)
class _Asked:
    """A requirement, and who has it."""

    line: str
    by: Project | None
    ours: bool
    """Whether it is installed by name; what a project requires itself, its installer finds."""


def resolved(total: Words, place: Place, own: Project | None, scopes: Collection[str]) -> Words:
    """Replace each requirement that is had from somewhere by what is there, and add those that projects require.

    `scopes` are the groups and extras that are installed: some sources hold for one of them.
    """
    members = project.members(place)
    found, seen = replace(total, requirements=(), locals=()), list[_Asked | Local]()
    ahead: list[_Asked | Local] = [*total.locals, *(_Asked(line, own, ours=True) for line in total.requirements)]
    while ahead:
        asked = ahead.pop(0)
        if asked in seen:
            continue
        seen.append(asked)
        if isinstance(asked, Local):
            known = asked.folder in {local.folder for local in found.locals}
            found += Words(locals=() if known else (asked,))
            ahead += _required(asked, place)
            continue
        words = _words(asked, members, scopes)
        if words is None:
            found += Words(requirements=(asked.line,) if asked.ours else ())
        else:
            found += replace(words, locals=())
            ahead += words.locals
    built = [built for local in found.locals if (built := project.read(place.at(local.folder)))]
    if not any(map(_links, (*members.values(), *built, *([own] if own else ())))):
        return found
    for each in built:
        _check_build(each)
    return found + Words(options=("--no-sources",))  # all are read by now, and uv would link to folders


def _links(of: Project) -> bool:
    """Say whether uv would link to the folders that a project's sources name."""
    values = [source.value for source in _sources(of.place).values()]
    tables = [table for value in values for table in (value if isinstance(value, list) else [value])]
    return any({"workspace", "path"} & table.keys() for table in tables if isinstance(table, dict))


def _check_build(of: Project) -> None:
    """Raise `PacelineError` where a project is built with what has a source: without the others uv reads none."""
    for line in of.document.items("build-system", "requires"):
        named = requirement(line) if isinstance(line, str) else None
        if named and named.name in _sources(of.place):
            problem = f"the build of {of.name} needs {named.name} from tool.uv.sources, which does not work here"
            raise PacelineError(problem, place=of.document.name, cure=_CURE)


def _required(local: Local, place: Place) -> Iterator[_Asked]:
    """Yield what a project requires, with the extras that are asked for."""
    found = project.read(place.at(local.folder))
    if found is None:
        return
    lines = [*found.dependencies]
    for extra in local.extras:
        lines += found.document.strings("project", "optional-dependencies", extra)
    yield from (_Asked(line, found, ours=False) for line in lines)


def _words(asked: _Asked, members: dict[str, Project], scopes: Collection[str]) -> Words | None:
    """Return what a requirement is had from; None where from an index like all others, or from its own address."""
    named = requirement(asked.line)
    if named is None or named.url:
        return None
    if named.name in members:
        return Words(locals=(Local(members[named.name].folder, named.extras),))
    source = _sources(asked.by.place).get(named.name) if asked.by else None
    found = Words()
    for table in _tables(source) if source else ():
        only = {canonicalize_name(str(table[key])) for key in ("extra", "group") if key in table}
        if source and (not only or only & set(scopes)):
            found += _from(named, source, table, asked.line)
    return found if found != Words() else None


def _tables(source: _Source) -> list[dict[str, Any]]:
    tables = source.value if isinstance(source.value, list) else [source.value]
    if not all(isinstance(table, dict) for table in tables):
        raise source.document.wrong(("tool", "uv", "sources"), "a table of tables")
    return tables


def _from(named: Named, source: _Source, table: dict[str, Any], line: str) -> Words:
    at = f"{source.document.name}, tool.uv.sources.{named.name}"
    if "git" in table or "url" in table:
        return Words(requirements=(_address(named, table),))
    if "index" in table:
        return Words(requirements=(line,), options=(_index(source, table["index"], at),))
    if "path" in table:
        return _path(named, source.place, str(table["path"]), at) if _applies(table.get("marker")) else Words()
    for folder in _workspace(source.place) if table.get("workspace") else ():
        member = project.read(source.place.at(folder))
        if member and member.name == named.name:
            return Words(locals=(Local(folder, named.extras),))
    raise PacelineError(f"the source of {named.name} does not exist", place=at, cure=_CURE)


def _workspace(place: Place) -> Iterator[Path]:
    """Yield the folders of a workspace's members, wherever they are in the checkout."""
    for document, above in _documents(place):
        for pattern in document.table("tool", "uv", "workspace").get("members", ()):
            with contextlib.suppress(ValueError, NotImplementedError):  # it is no pattern
                yield from sorted(path for path in above.folder.glob(str(pattern)) if path.is_dir())


def _address(named: Named, table: dict[str, Any]) -> str:
    place = table.get("url")
    if "git" in table:
        at = table.get("rev") or table.get("tag") or table.get("branch")
        place = f"git+{table['git']}{f'@{at}' if at else ''}"
    sub = f"#subdirectory={table['subdirectory']}" if "subdirectory" in table else ""
    extras = f"[{','.join(named.extras)}]" if named.extras else ""
    marker = " and ".join(f"({one})" for one in (named.marker, table.get("marker")) if one)
    return f"{named.name}{extras} @ {place}{sub}" + (f" ; {marker}" if marker else "")


def _index(source: _Source, name: object, at: str) -> str:
    """Return the option for a named index: it is asked before others, and a flat one besides."""
    for document, place in _documents(source.place):
        for index in document.table("tool", "uv").get("index", ()):
            if isinstance(index, dict) and index.get("name") == name and isinstance(index.get("url"), str):
                url = index["url"] if ":" in index["url"] else str(place.path(index["url"]))
                return f"--find-links={url}" if index.get("format") == "flat" else f"--index={name}={url}"
    raise PacelineError(f"there is no index {name!r}", place=at, cure="correct it there")


def _path(named: Named, place: Place, given: str, at: str) -> Words:
    found = place.path(given)
    if found.is_dir():
        return Words(locals=(Local(found, named.extras),))
    if not found.is_file():
        raise PacelineError(f"{given} does not exist", place=at, cure=_CURE)
    return Words(requirements=(f"{named.name} @ {found.as_uri()}",))


def _applies(marker: object) -> bool:
    try:
        return not marker or Marker(str(marker)).evaluate()
    except InvalidMarker:
        return True


@lru_cache
def _sources(of: Place) -> dict[str, _Source]:
    """Return where uv takes distributions from for a project, by name: the workspace's word, then its own."""
    found: dict[str, _Source] = {}
    for document, place in reversed(list(_documents(of))):
        for name, value in document.table("tool", "uv", "sources").items():
            found[canonicalize_name(name)] = _Source(value, document, place)
    return found


def _documents(place: Place) -> Iterator[tuple[Document, Place]]:
    """Yield the pyproject.toml of a folder, and those above it in the checkout."""
    for folder in (place.folder, *place.folder.parents):
        if folder == place.folder or folder.is_relative_to(place.root):
            file = folder / "pyproject.toml"
            yield toml(file, place.name(file)), place.at(folder)
