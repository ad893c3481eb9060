"""What installed extension modules declare: whether they run without the GIL, and in subinterpreters.

Only loading one shows it, and loading may crash or hang. So each is created in a process of its own, by its file and
without its package, and its own code is not run where the interpreter can tell before that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..machine import usable_cpus

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 20.0
"""Seconds in which a module is loaded, or is not known."""

_PROGRAM = Path(__file__).with_name("declares.py")


@dataclass(frozen=True, slots=True)
class Extension:
    """An installed extension module, and what it declares; None where that is not known, and why."""

    module: str
    package: str
    """Name and version of its distribution."""
    turns_gil_on: bool | None
    gil_unknown: str
    refuses_subinterpreters: bool | None
    subinterpreters_unknown: str


def scan(patience: float = PATIENCE) -> list[Extension]:
    """Return all extension modules of installed distributions, in order of their packages and names."""
    with ThreadPoolExecutor(usable_cpus()) as pool:
        return list(pool.map(partial(_asked, patience=patience), sorted(set(_installed()))))


def _installed() -> Iterator[tuple[str, str, str]]:
    """Yield package, module and file."""
    for distribution in distributions():
        package = f"{distribution.metadata['Name']} {distribution.version}"
        for file in distribution.files or ():
            suffix = next((suffix for suffix in EXTENSION_SUFFIXES if file.name.endswith(suffix)), None)
            path = Path(str(distribution.locate_file(file)))
            module = [*file.parts[:-1], file.name.removesuffix(suffix or "")]
            if suffix and path.is_file() and all(part.isidentifier() for part in module):
                yield package, ".".join(module), str(path)


def _asked(place: tuple[str, str, str], *, patience: float) -> Extension:
    """Load one in a process of its own, and return what that has said before it ended."""
    package, module, path = place
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON_GIL"}
    command = [sys.executable, "-W", "ignore", str(_PROGRAM), module, path]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output, tempfile.TemporaryDirectory() as folder:
        quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        try:
            code = subprocess.run(
                command, stdout=output, cwd=folder, env=environment, timeout=patience, check=False, **quiet
            ).returncode
            why = f"loading it ended its process with code {code}"
        except subprocess.TimeoutExpired:
            why = f"loading it took more than {patience:g} s"
        output.seek(0)
        said = _said(output.read())
    gil, subinterpreters = said.get("gil", why), said.get("subinterpreters", why)
    return Extension(module, package, *_answer(gil), *_answer(subinterpreters))


def _said(output: str) -> dict[str, Any]:
    """Return the answers among a process's lines: a module may print too."""
    said: dict[str, Any] = {}
    for line in output.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        said |= found if isinstance(found, dict) else {}
    return said


def _answer(said: Any) -> tuple[bool | None, str]:
    return (said, "") if isinstance(said, bool) else (None, str(said))
