# /// script
# dependencies = ["nox>=2026.7.11"]
# ///
"""Most people want one of these two, in a clone of paceline.

nox -s bench   which concurrency strategy is fastest here, and from which size
nox -s gate    whether your change made anything slower

`nox -s bench` takes every interpreter on PATH, `nox -s bench-3.14` takes one. The same goes for baseline, gate,
measured and tests. Arguments for a session go after `--`.
Exit codes of bench, gate and judge: 0 fine, 1 a regression, 2 nothing was measured, 3 no verdict.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Steps = Callable[[nox.Session], None]

nox.needs_version = ">=2026.7.11"
nox.options.download_python = "never"  # a measured interpreter is one that its user chose
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = False  # nox would turn it on in CI; workflows that name a Python ask for it

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = [*dict.fromkeys([*nox.project.python_versions(PROJECT), "3.14t", "3.15t"]), "pypy3.11"]
"""The classifiers', free-threaded builds among them, and PyPy."""

JUDGES = [version for version in PYTHONS if version[0] == "3" and version[-1] != "t" and version != "3.10"]
"""Interpreters on which the judging side runs: not all that it needs has wheels for the others."""

OWN = f"{sys.version_info.major}.{sys.version_info.minor}"
CONDUCTOR = OWN if OWN in JUDGES else next((v for v in JUDGES if shutil.which(f"python{v}")), JUDGES[0])
"""The interpreter that conducts and judges: nox's own, if it is new enough."""

JUDGE = "-e.[judge,plots]"
"""The judging side, and what draws its pages."""

FORGE = {
    "github-workflows": ".github/workflows/*.yml",
    "dependabot": ".github/dependabot.yml",
    "github-issue-forms": ".github/ISSUE_TEMPLATE/[!c]*.yml",
    "github-issue-config": ".github/ISSUE_TEMPLATE/config.yml",
}
"""Files by the schema that describes them."""

LISTING = not {"-l", "--list", "--list-sessions"}.isdisjoint(sys.argv)
"""Whether nox only lists its sessions: then each is listed once, and only those that people call."""

SETTINGS = {"+gil": "PYTHON_GIL=1", "+jit": "PYTHON_JIT=1"}
"""What makes another side of one interpreter, by the end of its name: `3.14t+gil`, `3.14+jit`."""

SIDES: list[str] = []
"""NAME=PYTHON of each side that this run of nox has built."""


WITH_SETTINGS: set[str] = set()
"""Names of further sides that were asked for."""


def asked_for() -> list[str]:
    """Return the interpreters that `-- --interpreters` names, or all: nox makes environments before a session runs."""
    words = [word for option in sys.argv for word in option.split("=", 1)]
    if "--interpreters" not in words[:-1]:
        return PYTHONS
    named = [name.strip() for name in words[words.index("--interpreters") + 1].split(",") if name.strip()]
    WITH_SETTINGS.update(name for name in named if name[-4:] in SETTINGS)
    named = [name[:-4] if name in WITH_SETTINGS else name for name in named]
    unknown = ", ".join(name for name in named if name not in PYTHONS)
    if unknown:
        sys.stderr.write(f"noxfile.py: --interpreters: {unknown}: unknown; choose from {', '.join(PYTHONS)}\n")
        sys.exit(2)
    return [python for python in PYTHONS if python in named]


EVERY = None if LISTING else PYTHONS
CHOSEN = None if LISTING else asked_for()


def second(steps: Steps) -> Steps:
    """Register what another session goes on with, in the conducting environment; `nox -l` leaves it out."""
    return steps if LISTING else nox.session(python=CONDUCTOR, default=False)(steps)


@nox.session(python=CHOSEN, default=False)
def bench(session: nox.Session) -> None:
    """Find the fastest strategy: `-- --budget 30s`, `-- --all`, `-- -k loop`, `-- --interpreters 3.14t,3.14t+gil`."""
    build_side(session)
    session.notify("race", session.posargs)


@second
def race(session: nox.Session) -> None:
    """Race the sides that `bench` has built."""
    install(session, JUDGE)
    paceline(session, "bench", *(f"--side={side}" for side in SIDES), *session.posargs)


@nox.session(python=EVERY, default=False)
def gate(session: nox.Session) -> None:
    """Check whether a change made anything slower: `-- --against main`, `-- --strict`."""
    SIDES.append(interpreter(session))
    session.notify("verdict", session.posargs)


@second
def verdict(session: nox.Session) -> None:
    """Gate on the interpreters that `gate` has found."""
    install_judge(session)
    ours, cases = split(session.posargs, "benchmarks", "-m", "core")
    paceline(session, "gate", *(f"--python={python}" for python in SIDES), *ours, "--", *cases)


@nox.session(python=CHOSEN, default=False)
def baseline(session: nox.Session) -> None:
    """Measure, and keep today's figures as the repository's baseline: `-- --reason "why"`."""
    build_side(session)
    session.notify("keep", session.posargs)


@second
def keep(session: nox.Session) -> None:
    """Keep the figures of the sides that `baseline` has built."""
    install(session, JUDGE)
    paceline(session, "baseline", "measure", *(f"--side={side}" for side in SIDES), *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def drift(session: nox.Session) -> None:
    """Compare a race with the repository's baseline: `-- DIR`."""
    install_judge(session)
    paceline(session, "baseline", "check", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def judge(session: nox.Session) -> None:
    """Judge a race again, or merge the gates of several machines: `-- DIR …`."""
    install_judge(session)
    paceline(session, "judge", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def report(session: nox.Session) -> None:
    """Write a race's page of plots: `-- DIR`, `-- DIR --plots FOLDER`."""
    install_judge(session)
    paceline(session, "report", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def calibrate(session: nox.Session) -> None:
    """Measure the gate's error rates on this machine: `-- --minutes 10`, `-- --gates 20 --slower 2`."""
    install_judge(session)
    ours, cases = split(session.posargs, "benchmarks", "-k", "test_strategy and sequential", "-m", "core")
    paceline(session, "calibrate", *ours, "--", *cases)


@nox.session(python=CONDUCTOR, tags=["check"])
def lint(session: nox.Session) -> None:
    """Check style, types and the direction of imports; `-- --fix` repairs what it can."""
    install(session, JUDGE, *group("lint"))
    fix = ["--fix"] if "--fix" in session.posargs else []
    session.run("ruff", "check", *fix)
    session.run("ruff", "format", *([] if fix else ["--check"]))
    session.run("mypy")
    session.run("lint-imports")
    lint_github(session)


@nox.session(python=EVERY, tags=["check"])
def tests(session: nox.Session) -> None:
    """Run the quick tests, and the benchmarks' cases as tests, in parallel."""
    install(session, "-e.[judge,plots,loky,history]" if session.python in JUDGES else "-e.", *group("test"))
    session.run("pytest", "-n", "auto", "--timeout=120", "-m", "not slow", *session.posargs)


@nox.session(python=CONDUCTOR, tags=["check"])
def slow(session: nox.Session) -> None:
    """Run the slow tests: real installs, killed processes, clusters, the suites and repositories that people have."""
    install(session, "-e.[judge,plots,dask,loky]", *group("test"))
    session.run("pytest", "-n", "auto", "--timeout=300", "-m", "slow", *session.posargs)


@nox.session(python=EVERY, default=False)
def measured(session: nox.Session) -> None:
    """Run the tests of the measured side only, as on systems where the judging side does not run."""
    install(session, "-e.", *group("test"))
    session.run("pytest", "-n", "auto", "--timeout=120", "-m", "not slow", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def docs(session: nox.Session) -> None:
    """Build the documentation, strictly: `-- --open` shows it in a browser."""
    install(session, JUDGE, *group("docs"))
    target = Path("docs/_build").resolve()
    session.run("sphinx-build", "--fail-on-warning", "--keep-going", "--quiet", "docs", str(target))
    if "--open" in session.posargs:
        session.run("python", "-m", "webbrowser", (target / "index.html").as_uri())


@nox.session(python=CONDUCTOR, default=False)
def build(session: nox.Session) -> None:
    """Build wheel and sdist in dist/, check them, and run them on all interpreters: `-- v0.1.0` checks the tag."""
    install(session, *group("build"))
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build", "--quiet", ".")
    files = sorted(Path("dist").resolve().glob("paceline-*"))
    tag = next((word for word in session.posargs if word.startswith("v")), "")
    if tag and f"paceline-{tag[1:]}.tar.gz" not in {file.name for file in files}:
        session.error(f"tag {tag} is not the version of {files[0].name}; set __version__ in src/paceline/__init__.py")
    session.run("twine", "check", "--strict", *map(str, files))
    install(session, f"paceline[judge,plots] @ {files[0].as_uri()}")
    for file in files:
        install(session, "--force-reinstall", "--no-deps", str(file))
        with session.chdir(session.create_tmp()):
            session.run("paceline", "--version")
            session.run("paceline", "run", "product", "--sizes", "8", "9", "--all")
            session.run("paceline", "gate", "--help", silent=True)
    run_everywhere(session, next(file for file in files if file.suffix == ".whl"))


def run_everywhere(session: nox.Session, wheel: Path) -> None:
    """Run what every interpreter can, from the wheel, on each that is on PATH."""
    for version in PYTHONS:
        python = shutil.which(version if version.startswith("pypy") else f"python{version}")
        if python is None:
            continue
        folder = Path(session.create_tmp(), version).resolve()
        virtualenv = (sys.executable, "-m", "virtualenv", "--quiet", "--python", python)  # nox's own, with pip
        session.run(*virtualenv, str(folder), external=True, silent=True)
        own = str(folder / ("Scripts" if sys.platform == "win32" else "bin") / "python")
        session.run(own, "-m", "pip", "install", "--quiet", "--force-reinstall", str(wheel), external=True, silent=True)
        with session.chdir(folder):
            session.run(
                own, "-m", "paceline", "run", "product", "--sizes", "8", "9", "--all", external=True, silent=True
            )


@nox.session(python=CONDUCTOR, default=False)
def replay(session: nox.Session) -> None:
    """Simulate the judge on known noise, next to other tools' rules: `-- --quick`, `-- --recording FILE`."""
    install(session, JUDGE)
    session.run("python", "studies/replay", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def truth(session: nox.Session) -> None:
    """Compare races with long timing by hand: `-- --loads quiet`, `-- --factors 1.05`; half an hour for all."""
    install(session, JUDGE)
    session.run("python", "studies/truth", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def soak(session: nox.Session) -> None:
    """Inject faults into races, and check after each whether all held: `-- --minutes 10`, `-- --parallel 4`."""
    install(session, JUDGE)
    session.run("python", "studies/soak", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def fuzz(session: nox.Session) -> None:
    """Read odd files and messages until no branch is new, on 3.12 or later: `-- --minutes 10`, `-- --seed 2`."""
    install(session, JUDGE, "hypothesis>=6.100")
    session.run("python", "studies/fuzz", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def figures(session: nox.Session) -> None:
    """Write the figures of README and docs again: `-- --bench DIR` for a bench's, `-- --calibrate`."""
    install(session, JUDGE)
    session.run("python", "studies/figures", *session.posargs)


@nox.session(python=CONDUCTOR, default=False)
def rehearse(session: nox.Session) -> None:
    """Run a pull request's workflow here, and compare what it prints: `-- --pythons 3.11,3.14`."""
    install(session, JUDGE, "nox[uv]>=2026.7.11", "ruamel.yaml>=0.18")
    session.run("python", "studies/rehearsal", *session.posargs)


def lint_github(session: nox.Session) -> None:
    """Check the GitHub files offline: safety, schemas, expressions."""
    session.run("zizmor", "--persona=pedantic", "--offline", "--no-progress", "--quiet", ".github")
    for schema, files in FORGE.items():
        session.run("check-jsonschema", f"--builtin-schema=vendor.{schema}", *map(str, Path().glob(files)))
    session.run("actionlint", "-shellcheck=", "-pyflakes=")


def paceline(session: nox.Session, *words: str) -> None:
    """Run paceline; where it fails, nox ends with its exit code."""
    try:
        session.run("paceline", *words)
    except nox.command.CommandFailed as failed:
        sys.exit(failed.return_code or 1)


def split(words: Sequence[str], *cases: str) -> tuple[list[str], list[str]]:
    """Split arguments at `--` into the command's and pytest's; `cases` are pytest's default in our own project."""
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
    SIDES.extend(
        f"{name}={python},{setting}"
        for end, setting in SETTINGS.items()
        if (name := f"{session.python}{end}") in WITH_SETTINGS
    )


def install_judge(session: nox.Session) -> None:
    """Install the judging side, and go to where nox was called: with `nox -f` that can be another project."""
    install(session, JUDGE)
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
