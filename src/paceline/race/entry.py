"""From what the user named to a side that can race: its Python found and asked, its checkout looked at."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import git, interpreter
from ..errors import PacelineError
from ..results.records import Side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ALIAS = "paceline_side"
"""The name under which a side imports this very package: it may have a paceline of its own, which is measured."""

_PRIVATE = ("PYTEST_XDIST_", "PYTEST_CURRENT_TEST", "COV_CORE_", "COVERAGE_PROCESS_", "PYTHONDONTWRITEBYTECODE")
"""What another pytest has told its own children, which a side is none of; and what would make each start compile."""


@contextlib.contextmanager
def harness() -> Iterator[Path]:
    """Make a folder that holds this package alone, under its alias; a side gets it on its path.

    What a worker still writes there while it dies is no error of the race's.
    """
    with tempfile.TemporaryDirectory(prefix="paceline-", ignore_cleanup_errors=True) as name:
        package, alias = Path(__file__).parents[1], Path(name) / ALIAS
        try:
            alias.symlink_to(package, target_is_directory=True)
        except OSError:  # Windows without the right to make links
            shutil.copytree(package, alias)
        yield Path(name)


def environment(harness: Path, **more: str) -> dict[str, str]:
    """Return the environment of a side: ours, with the harness first on Python's path.

    Bytecode is kept in the harness too, as long as the race lasts: a side starts in half the time, whatever our own
    environment says of bytecode, and leaves none behind.
    """
    ours = {name: value for name, value in git.surroundings().items() if not name.startswith(_PRIVATE)}
    path = os.pathsep.join(filter(None, [str(harness), ours.get("PYTHONPATH", "")]))
    return {**ours, "PYTHONPATH": path, "PYTHONPYCACHEPREFIX": str(harness / "bytecode"), **more}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A side as it was asked for."""

    name: str
    python: str
    """An executable's path, its name on PATH, or a version."""
    checkout: Path
    commit: str | None = None
    """What is checked out there; None to ask git."""
    content: str | None = None
    """A hash of the checkout's files, where it is a copy that ends with the race."""


def parse(text: str) -> Wanted:
    """Part `NAME=PYTHON[,CHECKOUT]`; raise `PacelineError` where that cannot be done."""
    name, equals, rest = text.partition("=")
    python, _, checkout = rest.partition(",")
    if not (name and equals and python):
        raise PacelineError(
            f"--side {text!r} is not NAME=PYTHON[,CHECKOUT]", cure="such as --side new=python3.14,../new"
        )
    return Wanted(name, python, Path(checkout or "."))


def enter(wanted: Sequence[Wanted], harness: Path) -> tuple[tuple[Side, ...], dict[str, object]]:
    """Find and ask each side's Python, all at once; return the sides and the facts of the machine."""
    names = [side.name for side in wanted]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise PacelineError(f"two sides are called {min(twice)!r}", cure="give each its own name")
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda side: _ask(side, harness), wanted))
    return tuple(side for side, _ in answers), answers[0][1]


def _ask(wanted: Wanted, harness: Path) -> tuple[Side, dict[str, object]]:
    name, checkout = wanted.name, wanted.checkout
    executable = find(name, wanted.python)
    if not checkout.is_dir():
        raise PacelineError(f"its checkout {checkout} is not a folder", place=f"side {name}")
    said = _probe(name, executable, checkout, harness)
    for package in ("pytest", "pytest-benchmark"):
        if package not in said["packages"]:
            cure = f"{executable} -m pip install {package}"
            raise PacelineError(f"its Python has no {package}", place=f"side {name}", cure=cure)
    side = Side(
        name=name,
        python=executable,
        checkout=str(checkout.resolve()),
        commit=wanted.commit or commit(checkout),
        content=wanted.content,
        interpreter=said["interpreter"],
        packages=said["packages"],
    )
    return side, said["machine"]


def find(name: str, python: str) -> str:
    """Return the path of an executable given as a path, a name on PATH, or a version such as `3.14`."""
    for candidate in (python, f"python{python}"):
        found = shutil.which(candidate)
        if found:
            return str(Path(found).absolute())
    cure = "name an executable, a path, or a version that is on PATH"
    raise PacelineError(f"there is no Python {python!r}", place=f"side {name}", cure=cure)


def label(executable: str) -> str:
    """Return an interpreter's short name, such as `3.14`, `3.14t` or `pypy3.11`."""
    done = subprocess.run([executable, interpreter.__file__], capture_output=True, text=True, check=False)
    try:
        return str(json.loads(done.stdout)["name"])
    except (ValueError, KeyError) as error:
        raise PacelineError(f"{executable} is not a Python that answers", cure="name another --python") from error


def _probe(name: str, executable: str, checkout: Path, harness: Path) -> dict[str, dict[str, Any]]:
    command = [executable, "-m", f"{ALIAS}.side.probe"]
    try:
        done = subprocess.run(
            command, env=environment(harness), cwd=checkout, capture_output=True, text=True, timeout=60, check=True
        )
        answer: dict[str, dict[str, Any]] = json.loads(done.stdout)
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["no output"])[-1]
        raise PacelineError(f"{executable} does not run paceline's probe ({last})", place=f"side {name}") from error
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise PacelineError(f"{executable} is not a Python that answers ({error})", place=f"side {name}") from error
    return answer


def commit(checkout: Path) -> str | None:
    """Return the checked-out commit, with `+` behind it where the tree differs; None outside a repository."""
    return git.says(checkout, "describe", "--always", "--abbrev=40", "--match=", "--dirty=+") or None
