"""A process that outlives the conductor by a moment: where that is killed, it ends what the conductor had started.

It waits for its input to end, and costs no time meanwhile. A side that computes could not look for itself without
being disturbed.
"""

from __future__ import annotations

import atexit
import contextlib
import subprocess
import sys
import threading

from . import ending

_lock = threading.Lock()
_wardens: list[subprocess.Popen[str]] = []


def watch(leader: int, mark: str = "") -> None:
    """Have the group that this process leads ended where we are killed, and all that carries the mark."""
    _send(f"+{leader} {mark}")


def forget(leader: int) -> None:
    """Take note that a group has ended."""
    _send(f"-{leader}")


def _send(line: str) -> None:
    if sys.platform == "win32":
        return
    with _lock, contextlib.suppress(OSError, ValueError):  # it is gone: then nobody watches
        if not _wardens:
            command = [sys.executable, "-I", "-S", ending.__file__]
            _wardens.append(subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0, text=True))
        stream = _wardens[0].stdin
        if stream is not None:
            stream.write(f"{line}\n")
            stream.flush()


@atexit.register
def _dismiss() -> None:
    for process in _wardens:
        with contextlib.suppress(OSError):
            process.communicate()
