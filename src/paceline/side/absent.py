"""Arguments that name what this side does not have. The other side may have it: then its cases are new, or removed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAID = ("not found: ", "found no collectors for ")
"""What pytest says before it names the argument that it cannot collect."""


def collect_the_rest(session: pytest.Session, error: pytest.UsageError) -> list[str]:
    """Collect what is there, after pytest has refused with `error`; return the arguments that name nothing here."""
    absent: list[str] = []
    while True:
        missing = [argument for argument in session.config.args if _names(session, argument) & set(_sentences(error))]
        if not missing:
            raise error
        absent += missing
        session.config.args = [argument for argument in session.config.args if argument not in missing]
        try:
            session.perform_collect()
        except pytest.UsageError as another:  # of several missing paths, pytest names the first
            error = another
        else:
            return [_relative(session, argument) for argument in absent]


def _sentences(error: pytest.UsageError) -> Iterator[str]:
    for said in error.args:
        line = str(said).partition("\n")[0]
        for words in _SAID:
            yield line.partition(words)[2].removesuffix(" (missing __init__.py?)")


def _names(session: pytest.Session, argument: str) -> set[str]:
    """Return how pytest names an argument: as it was given, or with its absolute path."""
    return {argument, os.path.normpath(session.config.invocation_params.dir / argument)}


def _relative(session: pytest.Session, argument: str) -> str:
    """Return the argument as all sides can name it: checkouts lie in different places."""
    return os.path.relpath(argument, session.config.invocation_params.dir) if Path(argument).is_absolute() else argument
