"""uv, where it is at hand, or venv and pip: what they are called with, and the reason when they fail."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from packaging.utils import canonicalize_name

from ... import git
from ...errors import PacelineError
from .. import scratch, warden
from ..answers import answered
from ..ending import end_group
from ..interrupts import uninterrupted
from . import outside
from .reason import reason_in

_Kind = TypeVar("_Kind")

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .requirements import Words

_LIMIT = 3600.0
"""Seconds after which a build hangs, and does not work."""

_PATIENCE = 15.0
"""Seconds between two lines that say that something is still being done."""

_NOT_THEIRS = {
    *("PYTHONPATH", "PYTHONHOME", "PYTHONSAFEPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "UV_SYSTEM_PYTHON", "UV_PYTHON"),
    *("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PIP_PYTHON"),
    *("PIP_NO_BUILD_ISOLATION", "UV_NO_BUILD_ISOLATION"),
}
"""What our caller's variables would lead an installer to: another environment."""

_PIPS, _UVS = {"--prefer-binary", "--use-pep517"}, {"--no-sources"}
"""Options of the one that mean nothing to the other."""

_CURE = "say what to install with --install, or compare environments of your own with --baseline-python"


_UNBUILT = (
    re.compile(r"[Ff]ailed (?:to (?:download and )?build|building wheel for) [`'\"]?([A-Za-z0-9][\w.-]*)"),
    re.compile(r"`([\w.-]+)` \(\S+\) depends on `"),
)
"""What installers say of a distribution that cannot be built, and of those that lead to it."""

_PIPS_FAILURE = "error: subprocess-exited-with-error"

_COLLECTED = re.compile(r"^ *(?:Collecting |Processing (?:\S*/)?)(.*)$", re.MULTILINE)
"""What pip takes up: a distribution, or a file."""

_NAMES = re.compile(r"(?:^|from |->)([A-Za-z0-9][\w.-]*?)(?=-\d|[^\w.-]|$)")
"""The distribution's name there, and the names of those that require it."""

_EXCLUDED = re.compile(r"current Python version \S+ does not satisfy|requires a different Python")
_ANOTHER_PYTHON = "name an interpreter that it allows with --python"


class InstallError(PacelineError):
    """An installer that failed, with all that it said."""

    def __init__(self, problem: str, said: str, cure: str = _CURE) -> None:
        super().__init__(problem, cure=_ANOTHER_PYTHON if _EXCLUDED.search(said) else cure)
        self.said = said

    @property
    def unbuilt(self) -> set[str]:
        """The distributions that could not be built, and those that require them."""
        names = [name for pattern in _UNBUILT for name in pattern.findall(self.said)]
        before, failed, _ = self.said.partition(_PIPS_FAILURE)  # older releases of pip do not say of what
        names += _NAMES.findall(_COLLECTED.findall(f"Collecting \n{before}")[-1]) if failed else []
        return {str(canonicalize_name(name)) for name in names}


@dataclass(frozen=True, slots=True)
class Installer:
    """Makes an environment and fills it."""

    python: str
    """The interpreter that environments are made from."""
    uv: str | None
    say: Callable[[str], None]

    @property
    def name(self) -> str:
        """The tool's name."""
        return "uv" if self.uv else "pip"

    def create(self, folder: Path) -> None:
        """Make an empty environment."""
        if self.uv:
            command = [self.uv, "venv", "--quiet", "--clear", "--python", os.path.realpath(self.python), str(folder)]
        else:
            command = [self.python, "-m", "venv", *(["--without-pip"] if self._lends_pip() else []), str(folder)]
        _run(command, "no environment could be made", None, self.say)

    def install(self, executable: Path, words: Words, constraints: Sequence[str], cwd: Path, root: Path) -> None:
        """Install into an environment, with local projects as they are in the checkout."""
        if self.uv:
            tool = [self.uv, "pip", "install", "--quiet", "--python", str(executable)]
        else:
            lent = [self.python, "-m", "pip", "--python", str(executable)]
            pip = lent if self._lends_pip() else [str(executable), "-m", "pip"]
            tool = [*pip, "install", "--progress-bar=off", "--disable-pip-version-check", "--no-input"]
        own = [option for option in words.options if option.startswith("--index=")]
        if own and not self.uv:
            raise PacelineError(f"pip cannot take single packages from another index ({own[0]})", cure="install uv")
        with scratch.folder() as name:
            listed: list[str] = []
            for flag, lines in (("-r", words.requirements), ("-c", (*constraints, *words.constraints))):
                file = name / f"lines{flag}.txt"
                file.write_text("\n".join(lines) + "\n", encoding="utf-8")
                listed += [flag, str(file)] if lines else []
            projects = []
            for number, local in enumerate(words.locals):
                inside = local.folder.is_relative_to(root)
                folder = local.folder if inside else outside.copied(local.folder, name / str(number))
                projects.append(f"{folder}[{','.join(local.extras)}]" if local.extras else str(folder))
            command = [*tool, *listed, *self._understood(words.options), *projects]
            _run(command, "the requirements could not be installed", cwd, self.say)

    def _lends_pip(self) -> bool:
        """Say whether the interpreter's own pip can install elsewhere, which saves the time to copy it."""
        command = [self.python, "-m", "pip", "--python", self.python, "--version"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def _understood(self, options: Sequence[str]) -> list[str]:
        return [option for option in options if option not in (_PIPS if self.uv else _UVS)]


def find(python: str, say: Callable[[str], None]) -> Installer:
    """Return the installer: uv on PATH or beside our own Python, or else pip."""
    beside = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), sysconfig.get_path("scripts")]))
    return Installer(python, shutil.which("uv") or beside, say)


def ask(executable: str | Path, script: Path, kind: type[_Kind], question: object = None) -> _Kind:
    """Run a small script of ours on a Python, apart from all that its user has set up; return its answer."""
    command = [str(executable), "-I", str(script)]
    asked = json.dumps(question, default=str)
    try:
        done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PacelineError(f"{executable} is not a working Python ({error})") from error
    try:
        return answered(done.stdout, kind)
    except ValueError as error:
        reason = reason_in(done.stderr) if done.stderr else error
        raise PacelineError(f"{executable} is not a working Python ({reason})") from error


def _run(command: list[str], what: str, cwd: Path | None, say: Callable[[str], None]) -> None:
    """Run an installer to its end; whatever ends us ends it too, and all that it has started."""
    plain = {name: value for name, value in git.surroundings().items() if name not in _NOT_THEIRS}
    env = {**plain, "UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1", "COLUMNS": "1000"}
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        with uninterrupted():
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
            warden.watch(process.pid)
        try:
            while process.poll() is None:
                spent = time.monotonic() - began
                if spent > _LIMIT:
                    raise PacelineError(f"the installer was stopped after {_LIMIT / 60:.0f} minutes", cure=_CURE)
                try:
                    process.wait(_PATIENCE)
                except subprocess.TimeoutExpired:
                    say(f"still installing after {time.monotonic() - began:.0f} s")
        finally:
            with uninterrupted():
                end_group(process.pid, reap=process.poll)
                if process.poll() is None:
                    process.kill()
                process.wait()
                warden.forget(process.pid)
        output.seek(0)
        said = output.read().decode(errors="replace")
    if process.returncode:
        raise InstallError(f"{what} ({reason_in(said)})", said)
