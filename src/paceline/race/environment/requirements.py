"""Requirements as people write them, read so that no local path is left that leads out of a side's own checkout.

An editable requirement is installed as it is: a link would outlive the checkout that it leads to.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote

from packaging.utils import canonicalize_name

from ...errors import PacelineError
from . import needed
from .document import read
from .request import is_there

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from .request import Place

_T = TypeVar("_T")

_VALUED = {
    *("-i", "--index-url", "--default-index", "--index", "--extra-index-url", "-f", "--find-links", "--no-binary"),
    *("--only-binary", "-C", "--config-setting", "--config-settings", "--trusted-host", "--exclude-newer", "--cert"),
    *("--allow-insecure-host", "--no-build-isolation-package", "--index-strategy", "--prerelease", "--resolution"),
    *("--no-binary-package", "--no-build-package", "--keyring-provider", "--upgrade-strategy", "--config-file"),
}
"""Options of installers whose value is the next word."""

_LONG = {"-i": "--index-url", "-f": "--find-links", "-C": "--config-settings"}

_LOCAL = re.compile(
    r"(?:(?P<name>[\w.-]+)\s*(?:\[(?P<of>[^]]*)\])?\s*@\s*)?(?P<path>[^\[;]+?)(?:\[(?P<extras>[^]]*)\])?"
)


@dataclass(frozen=True, slots=True)
class Local:
    """A project in a folder, with some of its extras."""

    folder: Path
    extras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Requirements, with the local projects among them apart."""

    requirements: tuple[str, ...] = ()
    locals: tuple[Local, ...] = ()
    constraints: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    """For the installer's command line."""

    def __add__(self, other: Words) -> Words:
        """Join two; what both name is named once."""
        return Words(
            _once(self.requirements, other.requirements),
            _once(self.locals, other.locals),
            _once(self.constraints, other.constraints),
            _once(self.options, other.options),
        )

    @property
    def names(self) -> frozenset[str]:
        """The distributions that are named, normalised."""
        return frozenset(parsed.name for line in self.requirements if (parsed := requirement(line)))


@dataclass(frozen=True, slots=True)
class Named:
    """A requirement: its name, normalised, and what else is said of it."""

    name: str
    extras: tuple[str, ...]
    marker: str
    """On which interpreters and systems; empty where on all."""
    url: str | None
    """An address that it is had from."""


NOTHING = Words()


def requirement(line: str) -> Named | None:
    """Return what a line names; None for an option, an address, or what no one understands."""
    parsed = needed.requirement(line)
    if parsed is None:
        return None
    marker = str(parsed.marker) if parsed.marker else ""
    return Named(canonicalize_name(parsed.name), tuple(sorted(parsed.extras)), marker, parsed.url)


def parse(words: Iterable[str], place: Place) -> Words:
    """Read requirements and options as they stand on an installer's command line, or in a list of requirements."""
    return _parse(list(words), place, (), {})


def _parse(words: Sequence[str], place: Place, files: tuple[Path, ...], known: dict[Path, Words]) -> Words:
    found, rest = Words(), iter(words)
    beside = place.at(files[-1].parent, place.folder) if files else place  # a file names others from where it is
    for word in rest:
        option, value = _option(word, rest)
        if option is None:
            found += _one(word, place)
        elif option in {"-e", "--editable"}:
            found += _one(value, place)
        elif option in {"-r", "--requirement", "--requirements"}:
            found += _file(beside.path(value), place, files, known)
        elif option in {"-c", "--constraint", "--constraints"}:
            lines = _file(beside.path(value), place, files, known)
            found += Words(constraints=(*lines.requirements, *lines.constraints))
        elif option not in {"--hash", "--require-hashes"}:
            there = place.path(value) if option in {"-f", "--find-links"} else None
            value = str(there) if there and is_there(there) else value
            found += Words(options=(f"{_LONG.get(option, option)}={value}" if option in _VALUED else word,))
    return found


def _option(word: str, rest: Iterator[str]) -> tuple[str | None, str]:
    """Part an option from its value, which may be the next word; no option at all is None."""
    short = re.fullmatch(r"(-[ercif])[= ]?(.+)", word, re.DOTALL)
    if short:
        return short[1], short[2].strip()
    name, equals, value = word.partition("=")
    if not word.startswith("-"):
        return None, word
    valued = {"-e", "--editable", "-r", "--requirement", "--requirements", "-c", "--constraint", "--constraints"}
    if equals or name not in valued | _VALUED | {"--hash"}:
        return name, value
    return name, next(rest, "")


def _one(word: str, place: Place) -> Words:
    text = word.strip()
    match = _LOCAL.fullmatch(text.split(" ;")[0].strip())
    path = match and _path(match["path"].strip())
    if not match or path is None or (match["name"] and not match["path"].strip().startswith("file:")):
        return Words(requirements=(text,)) if text else Words()
    extras = tuple(filter(None, re.split(r"[\s,]+", match["extras"] or match["of"] or "")))
    target = place.path(path)
    if not is_there(target):
        raise PacelineError(f"{path} is required, but does not exist", place=place.name(place.folder))
    if target.is_file():
        return Words(requirements=(str(target),))
    return Words(locals=(Local(target, extras),))


def _path(text: str) -> str | None:
    """Return the path that a requirement is, or None."""
    if text.startswith("file:"):
        return unquote(re.sub(r"^file:(//[^/]*)?|[?#].*$", "", text, flags=re.DOTALL))
    if text in {".", ".."} or text.startswith(("./", "../", "/", "~/", ".\\")):
        return text
    plain = re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?", text) or re.fullmatch(r".+\.(whl|tar\.gz|zip)", text)
    return text if plain and ":" not in text else None


def _file(path: Path, place: Place, files: tuple[Path, ...], known: dict[Path, Words]) -> Words:
    """Read a requirements file, and those that it names; projects in it are relative to the user, or else to it.

    `files` lead to it, and `known` are read: files may name each other, and one may be named often.
    """
    name = place.name(path)
    if path in files:
        return Words()
    if path in known:
        return known[path]
    text = read(path, name)
    if text is None:
        raise PacelineError("is named as a requirements file, but does not exist", place=name)
    found = Words()
    for line in _lines(text):
        words = _shell(line, name) if line.startswith("-") else [re.split(r"\s--[a-z]", line)[0]]
        found += _parse(words, place.at(place.folder, path.parent), (*files, path), known)
    known[path] = found
    return found


def _shell(line: str, name: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise PacelineError(f"{line} cannot be read ({error})", place=name, cure="correct it there") from error


def _lines(text: str) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        stripped = re.sub(r"(^|\s)#.*$", "", line).strip()
        if stripped:
            yield stripped


def _once(one: tuple[_T, ...], other: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((*one, *other)))
