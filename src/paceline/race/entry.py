"""From what the user named to a side that can race: its Python found and asked, its checkout looked at."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import git, interpreter
from ..errors import PacelineError
from ..results.records import Copied, Side
from . import own_paths, scratch
from .answers import Named, Probed, answered
from .settings import FORM, Settings, identified, split

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

ALIAS = "paceline_side"
"""The name under which a side imports this very package: it may have a paceline of its own, which is measured."""

_PRIVATE = (
    *("PYTEST_XDIST_", "PYTEST_CURRENT_TEST", "COV_CORE_", "COVERAGE_PROCESS_", "PYTHONDONTWRITEBYTECODE"),
    *("VIRTUAL_ENV", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONSAFEPATH", "PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__"),
)
"""What another pytest hands to its own children, what would make each start compile, and the caller's environment."""

_NOT_MAPPED = {"PYTEST_ADDOPTS", "PYTHONPATH", "HOME", "USERPROFILE", "TMPDIR", "TMP", "TEMP"}
"""Variables whose paths are mapped as pytest and Python read them, and folders of the user's and the machine's."""

_SECRET = re.compile(
    r"TOKEN(?!IZ)|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL|"
    r"_(KEY|PWD|PAT|PASS|AUTH)$|^(GIT|SSH)_ASKPASS$"
)
"""Names of variables that hold secrets: a benchmark is code of others, and needs none."""
_WITH_PASSWORD = re.compile(r"://[^/\s:]*:[^/\s@]+@")
"""What an address looks like that holds a password."""


@contextlib.contextmanager
def harness() -> Iterator[Path]:
    """Make a folder that holds this package alone, under its alias; a side gets it on its path.

    What a worker still writes there while it dies is no error of the race's.
    """
    with scratch.folder() as folder:
        package, alias = Path(__file__).parents[1], folder / ALIAS
        try:
            alias.symlink_to(package, target_is_directory=True)
        except OSError:  # Windows without the right to make links
            shutil.copytree(package, alias)
        yield folder


def environment(
    harness: Path, python: str, copied: Copied | None = None, pass_env: Collection[str] = (), **more: str
) -> dict[str, str]:
    """Return the environment of a side: ours, with the harness first on Python's path, and its own programs first.

    Bytecode is kept in the harness too, as long as the race lasts: a side starts in half the time, whatever our own
    environment says of bytecode, and leaves none behind. Paths into what was copied are those of the copy, in all
    variables. What looks
    like a secret is left out, but for what is named by `pass_env`.
    """
    ours = {name: value for name, value in git.surroundings().items() if not name.startswith(_PRIVATE)}
    for name in withheld(ours, pass_env):
        del ours[name]
    if "PYTEST_ADDOPTS" in ours:
        ours["PYTEST_ADDOPTS"] = own_paths.options(ours["PYTEST_ADDOPTS"], copied)
    ours.update(own_paths.variables({name: value for name, value in ours.items() if name not in _NOT_MAPPED}, copied))
    path = os.pathsep.join(filter(None, [str(harness), own_paths.paths(ours.get("PYTHONPATH", ""), copied)]))
    ours.update(PYTHONPATH=path, PYTHONPYCACHEPREFIX=str(harness / "bytecode"), **_activated(Path(python), ours))
    return {**ours, **more}


def withheld(variables: Mapping[str, str], pass_env: Collection[str]) -> list[str]:
    """Return the variables that look like secrets, but for those that are asked for by name."""
    return sorted(
        name
        for name, value in variables.items()
        if name not in pass_env and (_SECRET.search(name.upper()) or _WITH_PASSWORD.search(value))
    )


def _activated(python: Path, ours: Mapping[str, str]) -> dict[str, str]:
    """Return what activating the side's own environment would set, in place of the caller's; nothing if it has none."""
    if not (python.parent.parent / "pyvenv.cfg").is_file():
        return {}
    theirs = Path(os.environ.get("VIRTUAL_ENV") or os.devnull) / python.parent.name
    entries = [entry for entry in ours.get("PATH", os.defpath).split(os.pathsep) if Path(entry) != theirs]
    return {"VIRTUAL_ENV": str(python.parent.parent), "PATH": os.pathsep.join([str(python.parent), *entries])}


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
    copied: Copied | None = None
    """What the checkout is a copy of."""
    built: bool = False
    """Whether the environment was built for the checkout."""
    settings: Settings = field(default_factory=Settings)


def parse(text: str) -> Wanted:
    """Part a side as it is written (`settings.FORM`); raise `PacelineError` where that cannot be done."""
    name, equals, rest = text.partition("=")
    python, *parts = rest.split(",")
    if not (name.isprintable() and name and equals and python):
        cure = "write --side new=python3.14,../new or --side 3.14t+gil=python3.14t,PYTHON_GIL=1, for example"
        raise PacelineError(f"--side {text!r} is not {FORM}", cure=cure)
    folder, settings = split(parts)
    if secrets := withheld(settings.variables, ()):
        cure = f"set it for paceline, and add --pass-env {secrets[0]}"
        raise PacelineError(f"--side: {secrets[0]} looks like a secret, and would be kept in the results", cure=cure)
    return Wanted(name, python, Path(folder or "."), settings=settings)


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
    said = _probe(wanted, executable, harness)
    for package in ("pytest", "pytest-benchmark"):
        if package not in said.packages:
            cure = f"{executable} -m pip install {package}"
            raise PacelineError(f"its Python has no {package}", place=f"side {name}", cure=cure)
    side = Side(
        name=name,
        python=executable,
        checkout=str(checkout.resolve()),
        commit=wanted.commit or commit(checkout),
        content=wanted.content,
        copied=wanted.copied,
        built=wanted.built,
        interpreter=_interpreter(wanted, said.interpreter),
        variables=dict(wanted.settings.variables),
        options=wanted.settings.options,
        packages=said.packages,
    )
    return side, said.machine


def _interpreter(wanted: Wanted, said: dict[str, Any]) -> dict[str, Any]:
    try:
        return identified(said, wanted.settings)
    except PacelineError as error:
        raise PacelineError(error.problem, place=f"side {wanted.name}", cure=error.cure) from error


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
        return answered(done.stdout, Named).name
    except ValueError as error:
        raise PacelineError(f"{executable} is not a working Python", cure="name another --python") from error


def _probe(wanted: Wanted, executable: str, harness: Path) -> Probed:
    name, settings = wanted.name, wanted.settings
    ours = environment(harness, executable, wanted.copied, **settings.variables)
    command = [executable, *settings.options, "-m", f"{ALIAS}.side.probe"]
    try:
        done = subprocess.run(
            command, env=ours, cwd=wanted.checkout, capture_output=True, text=True, timeout=60, check=True
        )
        return answered(done.stdout, Probed)
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["no output"])[-1]
        raise PacelineError(f"{executable} does not run paceline's probe ({last})", place=f"side {name}") from error
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise PacelineError(f"{executable} is not a working Python ({error})", place=f"side {name}") from error


def commit(checkout: Path) -> str | None:
    """Return the checked-out commit, with `+` behind it where the tree differs; None outside a repository."""
    return git.says(checkout, "describe", "--always", "--abbrev=40", "--match=", "--dirty=+") or None
