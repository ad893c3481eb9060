# /// script
# dependencies = ["nox>=2025.2.9"]
# ///
"""The only door, for people and CI alike: `nox -l` lists the sessions, `nox -s bench` runs the main job."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import nox

if TYPE_CHECKING:
    from collections.abc import Sequence

nox.needs_version = ">=2025.2.9"
nox.options.download_python = "never"  # a measured interpreter is one that its user chose
nox.options.reuse_venv = "yes"

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = [*dict.fromkeys([*nox.project.python_versions(PROJECT), "3.14t", "3.15t"]), "pypy3.11"]
"""The classifiers', free-threaded builds among them, and PyPy."""

JUDGES = [version for version in PYTHONS if version[0] == "3" and version[-1] != "t" and version != "3.10"]
"""Interpreters on which the judging side runs: not all that it needs has wheels for the others."""

OWN = f"{sys.version_info.major}.{sys.version_info.minor}"
CONDUCTOR = OWN if OWN in JUDGES else next((v for v in JUDGES if shutil.which(f"python{v}")), JUDGES[0])
"""The interpreter that conducts and judges: nox's own, if it is new enough."""

SIDES: list[str] = []
"""NAME=PYTHON of each side that this run of nox has built."""


@nox.session(python=CONDUCTOR, tags=["check"])
def lint(session: nox.Session) -> None:
    """Check style, types and the direction of imports; `-- --fix` mends what can be mended."""
    install(session, "-e.[judge]", *group("lint"))
    fix = ["--fix"] if "--fix" in session.posargs else []
    session.run("ruff", "check", *fix)
    session.run("ruff", "format", *([] if fix else ["--check"]))
    session.run("mypy")
    session.run("lint-imports")


@nox.session(python=PYTHONS, tags=["check"])
def tests(session: nox.Session) -> None:
    """Run the tests, and the benchmarks' cases as tests, in parallel."""
    install(session, "-e.[judge,loky]" if session.python in JUDGES else "-e.", *group("test"))
    session.run("pytest", "-n", "auto", "--timeout=120", *session.posargs)


@nox.session(python=PYTHONS, default=False)
def bench(session: nox.Session) -> None:
    """Race every interpreter found: `-- --budget 30s`, `-- --all`, `-- -k loop`, `-- --interpreters 3.13,3.14`."""
    build_side(session)
    session.notify("race", session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def race(session: nox.Session) -> None:
    """Race the sides that `bench` has built; not to be called by itself."""
    install(session, "-e.[judge]")
    session.run("paceline", "bench", *(f"--side={side}" for side in SIDES), *session.posargs)


@nox.session(python=PYTHONS, default=False)
def gate(session: nox.Session) -> None:
    """Say whether a change made anything slower, on every interpreter found: `-- --against main`, `-- --strict`."""
    SIDES.append(interpreter(session))
    session.notify("verdict", session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def verdict(session: nox.Session) -> None:
    """Hold the gate on the interpreters that `gate` has found; not to be called by itself."""
    install(session, "-e.[judge]")
    ours, cases = split(session.posargs, "benchmarks", "-m", "core")
    session.run("paceline", "gate", *(f"--python={python}" for python in SIDES), *ours, "--", *cases)


@nox.session(python=CONDUCTOR, default=False)
def calibrate(session: nox.Session) -> None:
    """Measure how far the gate can be trusted here: `-- --minutes 10`, `-- --gates 20 --slower 2`."""
    install(session, "-e.[judge]")
    ours, cases = split(session.posargs, "benchmarks", "-k", "test_strategy and sequential", "-m", "core")
    session.run("paceline", "calibrate", *ours, "--", *cases)


@nox.session(python=CONDUCTOR, default=False)
def replay(session: nox.Session) -> None:
    """Simulate the judge on known noise, beside the rules of others: `-- --quick`."""
    install(session, "-e.[judge]")
    session.run("python", "studies/replay", *session.posargs)


def split(words: Sequence[str], *cases: str) -> tuple[list[str], list[str]]:
    """Part arguments at `--` into the command's and pytest's; `cases` are pytest's where none were given."""
    if "--" not in words:
        return list(words), list(cases)
    at = list(words).index("--")
    return list(words[:at]), list(words[at + 1 :])


def interpreter(session: nox.Session) -> str:
    """Return the interpreter that a session's environment was made of."""
    script = "import os, sys; print(os.path.realpath(sys.executable))"
    return str(session.run("python", "-c", script, silent=True)).strip()


def build_side(session: nox.Session) -> None:
    """Install the project, editable, and what times it; remember the side."""
    install(session, "-e.", *group("bench"))
    python = shutil.which("python", path=session.bin) or "python"
    SIDES.append(f"{session.python}={python}")


def install(session: nox.Session, *requirements: str) -> None:
    """Install with uv, where there is one: a second time it takes a moment."""
    if shutil.which("uv"):
        session.run_install("uv", "pip", "install", "--quiet", *requirements, external=True)
    else:
        session.install(*requirements)


def group(name: str) -> tuple[str, ...]:
    """Return the requirements of a dependency group."""
    return nox.project.dependency_groups(PROJECT, name)
