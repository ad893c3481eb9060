"""A race under way: who takes part in it, and what it writes to."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PACELINE = [sys.executable, "-m", "paceline"]

_IN_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


class Running:
    """A command of paceline, with a pipe or a terminal of its own to write to."""

    def __init__(self, words: Sequence[str], *, work: Path, tmp: Path, env: dict[str, str], terminal: bool) -> None:
        self._tmp = tmp
        self._ours, theirs = os.openpty() if terminal else os.pipe()
        command = [sys.executable, "-c", _IN_TERMINAL, *PACELINE, *words] if terminal else [*PACELINE, *words]
        self._process = subprocess.Popen(
            command,
            cwd=work,
            env={**os.environ, "TMPDIR": str(tmp), **env},
            stdin=theirs if terminal else subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            start_new_session=terminal,
        )
        os.close(theirs)
        self.pid = self._process.pid
        self._said = bytearray()
        self._closing = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def sides(self) -> list[int]:
        """Return all processes, but for conductors, that have our folder for temporary files."""
        return processes(self._tmp)

    def close(self) -> None:
        """Close what the command writes to."""
        self._closing.set()
        self._reader.join()

    def wait(self, seconds: float) -> tuple[int | None, str]:
        """Return the exit code and what was said; no code where it did not end in time, and was killed."""
        code: int | None
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            code = None
        self.close()
        return code, self._said.decode(errors="replace")

    def _read(self) -> None:
        os.set_blocking(self._ours, False)
        while not self._closing.wait(0.02):
            self._take()
        self._take()
        os.close(self._ours)

    def _take(self) -> None:
        with contextlib.suppress(OSError):  # there is nothing to read now, or nobody writes any more
            while piece := os.read(self._ours, 65536):
                self._said += piece


def processes(tmp: Path) -> list[int]:
    """Return all processes, but for conductors, that have this folder for temporary files; oldest first."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            ours = f"TMPDIR={tmp}".encode() in entry.read_bytes().split(b"\0")
            words = (entry.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if ours and b"\0race\0" not in words and b"ending.py" not in words:
            found.append(int(entry.parent.name))
    return sorted(found)
