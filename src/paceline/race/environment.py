"""An environment for a checkout: its project and what its benchmarks need, on one interpreter.

Environments are kept, by interpreter and content, so that the same commit is built once. uv builds them where it is
installed (in a second or two), and virtualenv or venv elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomllib

from ..errors import PacelineError

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .checkout import Checkout

_PURPOSES = ("bench", "benchmark", "benchmarks", "benchmarking", "test", "tests", "testing", "dev")
"""Names under which projects list what their benchmarks need, the most telling first."""

_KEPT = 24
"""Environments that are kept, the last used first."""

_ALWAYS = ("pytest>=8.1", "pytest-benchmark>=4,<6")


def cache() -> Path:
    """Return the folder that environments are kept in."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "paceline" / "environments"


def requirements(checkout: Path) -> list[str]:
    """Return what to install for a checkout, as installers understand it: the project, and what its tests ask for."""
    project = checkout / "pyproject.toml"
    table: dict[str, Any] = {}
    if project.is_file():
        try:
            table = tomllib.loads(project.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PacelineError(f"is not TOML ({error})", place=project) from error
    words = [*_ALWAYS]
    if "project" in table or "build-system" in table or (checkout / "setup.py").is_file():
        extra = _first(table.get("project", {}).get("optional-dependencies", {}))
        words.append(f"{checkout}[{extra}]" if extra else str(checkout))
    group = _first(table.get("dependency-groups", {}))
    if group:
        words += _group(table["dependency-groups"], group, project)
    for name in ("requirements-bench.txt", "requirements-test.txt", "requirements-dev.txt", "requirements.txt"):
        if (checkout / name).is_file():
            words += ["-r", str(checkout / name)]
            break
    return words


def _first(names: dict[str, Any]) -> str | None:
    plain = {name.lower().replace("_", "-"): name for name in names}
    return next((plain[purpose] for purpose in _PURPOSES if purpose in plain), None)


def _group(groups: dict[str, Any], name: str, place: Path) -> list[str]:
    """Return a dependency group's requirements, with those of the groups that it includes (PEP 735)."""
    if name not in groups:
        raise PacelineError(f"dependency group {name!r} is not there", place=place)
    found: list[str] = []
    for entry in groups[name]:
        found += _group(groups, entry["include-group"], place) if isinstance(entry, dict) else [entry]
    return found


def build(python: str, checkout: Checkout, install: Sequence[str] | None = None) -> str:
    """Return the path of a Python that has the checkout installed; raise `PacelineError` where that fails."""
    words = list(install) if install else requirements(checkout.folder)
    asked = "\0".join(
        [os.path.realpath(python), checkout.content, *(w.replace(str(checkout.folder), "") for w in words)]
    )
    folder = cache() / hashlib.sha256(asked.encode()).hexdigest()[:24]
    with _alone(folder):
        executable = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        if (folder / "complete").is_file() and executable.is_file():
            (folder / "complete").touch()
            return str(executable)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            _create(python, folder)
            _install(executable, words, checkout)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        (folder / "complete").touch()
        _forget_the_oldest()
    return str(executable)


def _create(python: str, folder: Path) -> None:
    if shutil.which("uv"):
        _run(["uv", "venv", "--quiet", "--python", os.path.realpath(python), str(folder)], "an environment")
    else:
        _run([python, "-m", "venv", str(folder)], "an environment")


def _install(executable: Path, words: Sequence[str], checkout: Checkout) -> None:
    tool = ["uv", "pip", "install", "--quiet", "--python", str(executable)]
    if not shutil.which("uv"):
        tool = [str(executable), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*tool, *words], f"commit {checkout.revision[:12]}", cwd=checkout.folder)


def _run(command: list[str], what: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        named = [line for line in lines if re.search(r"\w(?:Error|Exception): ", line)][-1:]  # what was raised at last
        telling = named or [line for line in lines if "error" in line.lower()] or lines or ["no reason given"]
        cure = "say what to install with --install, or compare environments of your own with --baseline-python"
        raise PacelineError(f"{what} could not be installed ({telling[0][:200]})", cure=cure)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep two gates from building the same environment at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        if sys.platform != "win32":
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_the_oldest() -> None:
    complete = sorted(cache().glob("*/complete"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in complete[_KEPT:]:
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.with_name(path.parent.name + ".lock").unlink(missing_ok=True)
