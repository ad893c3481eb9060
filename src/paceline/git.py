"""Git as paceline asks it: about the repository it is asked in, and without a trace in it.

A hook's environment names the hook's own repository and index; those variables are taken away. All else of the
caller's stays: configuration, SSH commands, ceilings.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import signal
import subprocess
from typing import TYPE_CHECKING

from .errors import PacelineError
from .machine import descendants

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_OF_A_HOOK = {
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"),
    *("GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"),
    *("GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_REPLACE_REF_BASE", "GIT_NO_REPLACE_OBJECTS"),
    *("GIT_INTERNAL_SUPER_PREFIX", "GIT_REFLOG_ACTION", "GIT_CONFIG"),
}
"""What git hands to a hook of one repository, and what is wrong in any other."""

SILENT = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.untrackedCache": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
}
"""Settings under which git starts no hook, no daemon and no housekeeping."""


_running: set[subprocess.Popen[bytes]] = set()


def surroundings() -> dict[str, str]:
    """Return our environment without what a hook has said of its own repository."""
    return {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}


def run(folder: Path, *words: str | Path, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run git there, whether it succeeds or not; raise `PacelineError` where there is no git."""
    settings = [word for name, value in SILENT.items() for word in ("-c", f"{name}={value}")]
    quiet = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_DEFAULT_REF_FORMAT": "files", "LANGUAGE": "en"}
    command = ["git", *settings, *map(str, words)]
    env = {**surroundings(), **quiet}
    try:
        return _run(command, folder, env, given or b"")
    except OSError as error:
        if not folder.is_dir():
            raise PacelineError("is not a folder", place=folder) from error
        raise PacelineError(f"git could not be run ({error.strerror or error})", cure="install git") from error


def _run(command: list[str], folder: Path, env: dict[str, str], given: bytes) -> subprocess.CompletedProcess[bytes]:
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, env=env, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        _running.add(process)
        try:
            stdout, stderr = process.communicate(given)
        except BaseException:
            process.kill()
            raise
        finally:
            _running.discard(process)
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)


def end() -> None:
    """End what git does in other threads, with all that it has started: a download that nobody waits for any more."""
    for process in list(_running):
        for pid in (process.pid, *descendants(process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)


def says(folder: Path, *words: str | Path) -> str | None:
    """Return what git says, without the last line's end; None where it refuses, or is not there."""
    try:
        done = run(folder, *words)
    except PacelineError:
        return None
    return os.fsdecode(done.stdout).removesuffix("\n") if done.returncode == 0 else None


def must(folder: Path, *words: str | Path, given: bytes | None = None, cure: str | None = None) -> bytes:
    """Return what git says; raise `PacelineError` with git's own reason where it refuses."""
    done = run(folder, *words, given=given)
    if done.returncode:
        raise refusal(folder, words, done.stderr, cure)
    return done.stdout


def commit(folder: Path, revision: str) -> tuple[str, str]:
    """Return a commit and its name, also of a branch that only the remote has; `PacelineError` where there is none."""
    for name in (revision, f"origin/{revision}"):
        if found := says(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"):
            return found, name
    raise PacelineError(f"there is no revision {revision!r}", place=folder, cure=_instead(folder, revision))


def _instead(folder: Path, revision: str) -> str:
    """Say what helps where a revision is not there."""
    if says(folder, "rev-parse", "--is-shallow-repository") == "true":
        return "git fetch --unshallow"
    if says(folder, "rev-parse", "--verify", "--quiet", "HEAD") is None:
        return "this repository has no commit yet: commit first"
    listed = ("--format=%(refname:short)", "--sort=-creatordate", "refs/heads", "refs/remotes", "refs/tags")
    refs = [ref for ref in (says(folder, "for-each-ref", *listed) or "").splitlines() if not ref.endswith("/HEAD")]
    main = [name for name in ("main", "master", "origin/main", "origin/master") if name in refs]
    near = difflib.get_close_matches(revision, refs, n=1) or main[:1] or refs[:1]
    return f"name a branch, a tag or a commit that is there{''.join(f', such as {name}' for name in near)}"


def refusal(folder: Path, words: Sequence[str | Path], output: bytes, cure: str | None = None) -> PacelineError:
    """Return git's reason as one sentence; the cure is git's own where it names a setting."""
    lines = [line.strip() for line in output.decode(errors="replace").splitlines() if line.strip()]
    reasons = [line for line in lines if line.startswith(("fatal: ", "error: "))] or lines[-1:] or ["no reason given"]
    setting = next((line for line in lines if line.startswith("git config ")), None)
    command = next((str(word) for word in words if not str(word).startswith("-")), "")
    reason = reasons[0].removeprefix("fatal: ").removeprefix("error: ")
    return PacelineError(f"git {command} failed ({reason})", place=folder, cure=setting or cure)


def names(said: bytes) -> list[str]:
    """Return the file names of a list that git ends with zero bytes (`-z`)."""
    return [os.fsdecode(name) for name in said.split(b"\0") if name]
