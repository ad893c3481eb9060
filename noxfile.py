# /// script
# dependencies = ["nox>=2026.7.11"]
# ///
"""The only door, for people and CI alike: `nox -l` lists the sessions, `nox -s bench` runs the main job."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nox

if TYPE_CHECKING:
    from collections.abc import Sequence

nox.needs_version = ">=2026.7.11"
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

FORGE = {
    "github-workflows": ".github/workflows/*.yml",
    "dependabot": ".github/dependabot.yml",
    "github-issue-forms": ".github/ISSUE_TEMPLATE/[!c]*.yml",
    "github-issue-config": ".github/ISSUE_TEMPLATE/config.yml",
}
"""Files by the schema that describes them."""

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
    lint_github(session)


@nox.session(python=PYTHONS, tags=["check"])
def tests(session: nox.Session) -> None:
    """Run the tests, and the benchmarks' cases as tests, in parallel."""
    install(session, "-e.[judge,loky,history]" if session.python in JUDGES else "-e.", *group("test"))
    session.run("pytest", "-n", "auto", "--timeout=120", *session.posargs)


@nox.session(python=PYTHONS, default=False)
def measured(session: nox.Session) -> None:
    """Run the tests of the measured side alone, as on systems that the judging side is not made for."""
    install(session, "-e.", *group("test"))
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
    paceline(session, "bench", *(f"--side={side}" for side in SIDES), *session.posargs)


@nox.session(python=PYTHONS, default=False)
def baseline(session: nox.Session) -> None:
    """Measure, and keep today's figures as the repository's baseline: `-- --reason "…"`."""
    build_side(session)
    session.notify("keep", session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def keep(session: nox.Session) -> None:
    """Keep the figures of the sides that `baseline` has built; not to be called by itself."""
    install(session, "-e.[judge]")
    paceline(session, "baseline", "measure", *(f"--side={side}" for side in SIDES), *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def drift(session: nox.Session) -> None:
    """Compare a race with the baseline that the repository keeps: `-- DIR`."""
    install_judge(session)
    paceline(session, "baseline", "check", *session.posargs)


@nox.session(python=PYTHONS, default=False)
def gate(session: nox.Session) -> None:
    """Say whether a change made anything slower, on every interpreter found: `-- --against main`, `-- --strict`."""
    SIDES.append(interpreter(session))
    session.notify("verdict", session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def verdict(session: nox.Session) -> None:
    """Hold the gate on the interpreters that `gate` has found; not to be called by itself."""
    install_judge(session)
    ours, cases = split(session.posargs, "benchmarks", "-m", "core")
    paceline(session, "gate", *(f"--python={python}" for python in SIDES), *ours, "--", *cases)


@nox.session(python=CONDUCTOR, default=False)
def judge(session: nox.Session) -> None:
    """Judge again, or merge the gates of several machines: `-- DIR…`."""
    install_judge(session)
    paceline(session, "judge", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def report(session: nox.Session) -> None:
    """Write the page of plots of a race: `-- DIR`, `-- DIR --plots FOLDER`."""
    install_judge(session)
    paceline(session, "report", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def calibrate(session: nox.Session) -> None:
    """Measure how far the gate can be trusted here: `-- --minutes 10`, `-- --gates 20 --slower 2`."""
    install_judge(session)
    ours, cases = split(session.posargs, "benchmarks", "-k", "test_strategy and sequential", "-m", "core")
    paceline(session, "calibrate", *ours, "--", *cases)


@nox.session(python=CONDUCTOR, default=False)
def replay(session: nox.Session) -> None:
    """Simulate the judge on known noise, beside the rules of others: `-- --quick`, `-- --recording FILE`."""
    install(session, "-e.[judge]")
    session.run("python", "studies/replay", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def soak(session: nox.Session) -> None:
    """Inject faults into races, and look after each whether all held: `-- --minutes 10`, `-- --seed 2`."""
    install(session, "-e.[judge]")
    session.run("python", "studies/soak", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def rehearse(session: nox.Session) -> None:
    """Run the steps of a pull request's workflow here, and compare what it shows: `-- --pythons 3.11,3.14`."""
    install(session, "-e.[judge]", "nox[uv]>=2026.7.11", "ruamel.yaml>=0.18")
    session.run("python", "studies/rehearsal", *session.posargs)


def lint_github(session: nox.Session) -> None:
    """Check what runs at the forge, offline: its safety, its schemas, its expressions."""
    session.run("zizmor", "--persona=pedantic", "--offline", "--no-progress", "--quiet", ".github")
    for schema, files in FORGE.items():
        session.run("check-jsonschema", f"--builtin-schema=vendor.{schema}", *map(str, Path().glob(files)))
    session.run("actionlint", "-shellcheck=", "-pyflakes=")


def paceline(session: nox.Session, *words: str) -> None:
    """Run paceline; where it fails, nox ends with its exit code: 1 a regression, 2 nothing measured, 3 not judged."""
    try:
        session.run("paceline", *words)
    except nox.command.CommandFailed as failed:
        sys.exit(failed.return_code or 1)


def split(words: Sequence[str], *cases: str) -> tuple[list[str], list[str]]:
    """Part arguments at `--` into the command's and pytest's; `cases` are pytest's where our own were given none."""
    if "--" not in words:
        return list(words), list(cases) if Path("src/paceline").is_dir() else []
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


def install_judge(session: nox.Session) -> None:
    """Install the judging side, and go to where nox was called: with `nox -f` that can be another project."""
    install(session, "-e.[judge]")
    session.chdir(session.invoked_from)


def install(session: nox.Session, *requirements: str) -> None:
    """Install with uv, where there is one: a second time it takes a moment."""
    if shutil.which("uv"):
        session.run_install("uv", "pip", "install", "--quiet", *requirements, external=True)
    else:
        session.install(*requirements)


def group(name: str) -> tuple[str, ...]:
    """Return the requirements of a dependency group."""
    return nox.project.dependency_groups(PROJECT, name)
