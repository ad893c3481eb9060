from __future__ import annotations

import argparse

import pytest
from rich.console import Console

from paceline.cli import installing
from paceline.errors import PacelineError


def asked(text: str) -> tuple[str, ...]:
    """Return the requirements that `--with` adds."""
    args = argparse.Namespace(install=None, further=text, pytest=[])
    return installing.request(args, Console()).further


def test_requirements_are_split_as_a_shell_would():
    """An address belongs to the name before it, with blanks as without."""
    address = "git+https://example.org/a.git"
    assert asked(f"six 'attrs >= 22' paceline @ {address} rich@{address}") == (
        "six",
        "attrs >= 22",
        f"paceline@{address}",
        f"rich@{address}",
    )


def test_an_open_quote_is_one_sentence():
    """It names the option."""
    with pytest.raises(PacelineError, match=r"--with: .* cannot be read"):
        asked("'six")
