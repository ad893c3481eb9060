"""One side's pytest process: started, spoken to, and never left behind."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..side.channel import FOLDER, UNSHARED, VARIABLE, Channel, Lost
from . import own_paths, warden
from .ending import MARK, end_group
from .entry import ALIAS, environment
from .schedule import PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..results.records import Side
    from ..side.channel import Message
    from .heat import Setting
    from .schedule import Draw

_DYING = 0.5
"""Seconds that a process whose line is cut is given to be dead, and to have a code."""

_WORDS = 300
"""Characters of a last line that are worth showing."""

_GRACE = 2.0
"""Seconds that a side is given to end by itself once its line is cut."""


class SideProcess:
    """A running side. Where it is lost (`Lost`), the process and all its children are killed first."""

    def __init__(self, side: Side, draw: Draw, invitation: str, setting: Setting) -> None:
        self.side = side
        self.channel: Channel | None = None
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 (kept open as long as the process)
        self._folder = tempfile.TemporaryDirectory(prefix="side-", dir=setting.harness, ignore_cleanup_errors=True)
        if setting.unshared:
            Path(self._folder.name, UNSHARED).write_text(json.dumps(setting.unshared), encoding="utf-8")
        self._mark = secrets.token_hex(8)
        more = {
            **side.variables,
            MARK: self._mark,
            VARIABLE: invitation,
            FOLDER: self._folder.name,
            "PACELINE_SIDE": side.name,
            "PWD": side.checkout,
            "PYTHONHASHSEED": str(draw.hash_seed),
            "PYTHONUNBUFFERED": "1",
        }
        words = [side.python, *side.options, *_command(side, self._folder.name)]
        words += own_paths.arguments(setting.pytest_args, side.copied)
        theirs = environment(setting.harness, side.python, side.copied, setting.pass_env, **more)
        self._process = subprocess.Popen(
            words,
            cwd=side.checkout,
            env=_padded(theirs, words, draw.padding),
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # its children can be found and killed with it
        )
        warden.watch(self.pid, self._mark)

    @property
    def pid(self) -> int:
        """The process id; on Linux also the id of its main thread."""
        return self._process.pid

    def alive(self) -> bool:
        """Say whether the process still runs."""
        return self._process.poll() is None

    def pin(self, cores: Sequence[int] | None) -> None:
        """Let its main thread, and all that it starts from now on, run on these cores only."""
        if cores and sys.platform == "linux":
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(self.pid, cores)

    def send(self, message: Message) -> None:
        """Send one message."""
        self._line.send(message)

    def receive(self, timeout: float) -> Message:
        """Wait for its next message."""
        return self._line.receive(timeout, self.alive)

    @property
    def _line(self) -> Channel:
        if self.channel is None:
            raise Lost("it never called")
        return self.channel

    def crash(self) -> str:
        """Say how the process ended, in a few words."""
        try:
            code = self._process.wait(_DYING)
        except subprocess.TimeoutExpired:
            return "closed the connection"
        if code >= 0:
            words = self.last_words()
            return f"exited with code {code}" + (f": {words}" if words else "")
        try:
            return f"was killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"was killed by signal {-code}"

    def last_words(self) -> str:
        """Return the last line of its output that says something."""
        self._output.seek(0)
        lines = self._output.read().decode(errors="replace").strip().splitlines()
        useful = [line for line in lines if line.startswith(("ERROR: ", "E  ", "INTERNALERROR")) or ": error: " in line]
        useful = [line for line in useful if "usage: " not in line] or lines
        return " ".join(useful[-1].split())[:_WORDS] if useful else ""

    def stop(self, *, gently: bool = True) -> None:
        """End the process and all that it has started, and wait until they are gone."""
        if self.channel is not None:
            self.channel.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            if gently:
                self._process.wait(_GRACE)
        self.end()
        self._process.wait()
        warden.forget(self.pid)
        self._output.close()
        self._folder.cleanup()

    def end(self) -> None:
        """End the process and all that it has started: workers outlive a parent that crashed."""
        if sys.platform == "win32":
            self._process.kill()
        end_group(self.pid, self._mark, self._process.poll)


def _padded(environment: dict[str, str], words: Sequence[str], padding: int) -> dict[str, str]:
    """Return the environment with what is needed to end a stack page at the same place on all sides of a heat.

    Names and paths differ in length between sides; what lies above a process's stack would move its frames.
    """
    texts = [*words, *(f"{name}={value}" for name, value in environment.items())]
    length = sum(len(os.fsencode(text)) + 1 for text in texts)
    return {**environment, "PACELINE_PADDING": "x" * ((padding - length) % PAGE)}


def _command(side: Side, folder: str) -> list[str]:
    """Return pytest's own arguments; the side itself puts aside the options that disturb a race.

    Unknown options and markers are allowed: their plugin may not be loaded here.
    """
    given = {"cache_dir": os.path.join(folder, "cache"), "required_plugins": ""}  # noqa: PTH118 (text all the way)
    given |= {"strict_config": "false", "strict_markers": "false"}
    ignored = ("pytest.PytestConfigWarning", "pytest.PytestUnknownMarkWarning")
    words = ["-m", f"{ALIAS}.side.launch" if side.built else "pytest", "-p", f"{ALIAS}.side.plugin"]
    words += [word for name, value in given.items() for word in ("-o", f"{name}={value}")]
    return words + [word for warning in ignored for word in ("-W", f"ignore::{warning}")]
