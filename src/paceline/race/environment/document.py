"""A configuration file, read with care: what has the wrong type is one sentence with the file and the key."""

from __future__ import annotations

import ast
import configparser
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import tomllib

from ...errors import PacelineError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Document:
    """A file's tables, under the name by which the user knows the file."""

    name: str
    data: dict[str, Any] = field(default_factory=dict)

    def table(self, *keys: str) -> dict[str, Any]:
        """Return a table; an empty one where there is none."""
        value: Any = self.data
        for depth, key in enumerate(keys, 1):
            value = value.get(key, {})
            if not isinstance(value, dict):
                raise self.wrong(keys[:depth], "a table")
        return dict(value)

    def items(self, *keys: str) -> list[Any]:
        """Return a list; an empty one where there is none."""
        value = self.table(*keys[:-1]).get(keys[-1], [])
        if not isinstance(value, list):
            raise self.wrong(keys, "a list")
        return value

    def strings(self, *keys: str) -> list[str]:
        """Return a list of strings."""
        found = self.items(*keys)
        if not all(isinstance(item, str) for item in found):
            raise self.wrong(keys, "a list of strings")
        return found

    def text(self, *keys: str) -> str | None:
        """Return a string; None where there is none."""
        value = self.table(*keys[:-1]).get(keys[-1])
        if value is not None and not isinstance(value, str):
            raise self.wrong(keys, "a string")
        return value

    def wrong(self, keys: tuple[str, ...], wanted: str) -> PacelineError:
        """Return the error for a value of the wrong type."""
        return PacelineError(f"{'.'.join(keys)} is not {wanted}", place=self.name, cure="correct it there")


def toml(path: Path, name: str) -> Document:
    """Read a TOML file; one that is not there is empty."""
    text = read(path, name)
    if text is None:
        return Document(name)
    try:
        return Document(name, tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        raise PacelineError(f"is not TOML ({error})", place=name, cure="correct it there") from error


def ini(path: Path, name: str) -> dict[str, dict[str, str]]:
    """Read an INI file as setup.cfg and tox.ini are; one that is not there is empty."""
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    try:
        parser.read_string(read(path, name) or "")
    except configparser.Error as error:
        reason = " ".join(str(error).split())
        raise PacelineError(f"cannot be read ({reason})", place=name, cure="correct it there") from error
    return {section: dict(parser[section]) for section in parser.sections()}


def python(text: str) -> ast.Module:
    """Parse a Python file; one that no Python takes is empty."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last is said of what is nested too deeply
        return ast.Module([], [])


def literal(node: ast.expr) -> Any:
    """Return what an expression is, where that is literal; None elsewhere."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def read(path: Path, name: str) -> str | None:
    """Return a file's text; None where there is no such file."""
    if not path.is_file():
        return None
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PacelineError(f"cannot be read ({error})", place=name, cure="make it readable, as UTF-8") from error
