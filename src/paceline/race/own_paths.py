"""Paths that lead into the user's own folders, mapped into the checkout that a side has of them."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..results.records import Copied


def path(text: str, copied: Copied | None) -> str:
    """Return the same path in the checkout; `text` itself where it does not lead into the user's folders.

    It may lead there through links, or out of the folder and back into it.
    """
    leads_away = text.startswith(os.pardir) or Path(text).is_absolute()
    absolute = os.path.abspath(text)  # noqa: PTH100 (links are followed only where the path as written leads nowhere)
    within = _within(absolute, copied) if copied and leads_away else None
    return text if within is None or copied is None else str(Path(copied.top, within))


def paths(text: str, copied: Copied | None) -> str:
    """Map each entry of a variable such as PYTHONPATH."""
    return os.pathsep.join(path(entry, copied) for entry in text.split(os.pathsep))


def variables(values: Mapping[str, str], copied: Copied | None) -> dict[str, str]:
    """Map what leads into the user's folders, anywhere in a variable, where the checkout has it too."""
    spellings = sorted({*_spellings(copied)}, key=len, reverse=True) if copied else []
    return {name: _text(value, spellings, copied.top if copied else "") for name, value in values.items()}


def arguments(words: Sequence[str], copied: Copied | None) -> list[str]:
    """Map the paths in pytest's arguments: alone, behind `=`, behind a short option, before `::`, or several in one."""
    return [_argument(word, copied) for word in words] if copied else list(words)


def options(text: str, copied: Copied | None) -> str:
    """Map the paths in a string of arguments, such as PYTEST_ADDOPTS."""
    with contextlib.suppress(ValueError):  # pytest says so itself
        return shlex.join(arguments(shlex.split(text), copied))
    return text


def _text(value: str, spellings: Sequence[str], top: str) -> str:
    for original in spellings:
        for found in re.findall(rf"(?<![\w./~-]){re.escape(original)}(?![\w.-])[^:;,\s'\"]*", value):
            there = top + found.removeprefix(original)
            value = value.replace(found, there) if os.path.lexists(there) else value
    return value


def _argument(word: str, copied: Copied) -> str:
    for original in sorted({*_spellings(copied)}, key=len, reverse=True):
        there = re.compile(rf"(?:(?<=^-[a-zA-Z])|(?<![\w./~-])){re.escape(original)}(?![\w.-])")
        word = there.sub(lambda _: copied.top, word)
    head, equals, rest = word.rpartition("=") if re.match(r"-|\w+=", word) else ("", "", word)
    place, colons, case = rest.partition("::")
    return head + equals + path(place, copied) + colons + case


def _spellings(copied: Copied) -> Iterator[str]:
    """Yield the ways in which the user's folders may be written."""
    for original in copied.originals:
        yield original
        yield os.path.realpath(original)
    shown = os.environ.get("PWD", "")  # a shell's folder can be reached through a link
    within = _within(shown, copied) if Path(shown).is_absolute() else None
    if within is not None and _same(shown, os.curdir):
        yield shown if within == os.curdir else shown.removesuffix(f"{os.sep}{within}")


def _within(absolute: str, copied: Copied) -> str | None:
    """Return the path relative to the innermost of the user's folders that it lies in; None where it lies in none."""
    for place in (absolute, os.path.realpath(absolute)):
        for folder in (place, *map(str, Path(place).parents)):
            if any(_same(folder, original) for original in copied.originals):
                return os.path.relpath(place, folder)
    return None


def _same(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except OSError:
        return False
