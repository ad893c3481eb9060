"""The peak memory of all processes that a case computes in, asked before and after calls that are not timed."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from ..machine import descendants

if sys.platform != "win32":
    from resource import RUSAGE_SELF, getrusage

_FORGET = "5"
"""What the kernel takes as: the highest resident size is that of now."""


class PeakMemory:
    """The most memory that this process and its descendants had between `begin` and `end`, both of which count once."""

    def __init__(self) -> None:
        self.bytes: int | None = None
        """None before the end, and where it cannot be known."""
        self._begun = self._ended = False

    def begin(self) -> None:
        """Forget what the processes had before."""
        if not self._begun:
            self._begun = True
            for pid in _family():
                with contextlib.suppress(OSError):  # where the kernel refuses, the peak is that of the process's life
                    Path(f"/proc/{pid}/clear_refs").write_text(_FORGET)

    def end(self) -> None:
        """Add up what they had."""
        if self._begun and not self._ended:
            self._ended = True
            self.bytes = sum(map(_resident, _family())) if sys.platform == "linux" else _own()


def _family() -> list[int]:
    return [os.getpid(), *descendants(os.getpid())] if sys.platform == "linux" else []


def _resident(pid: int) -> int:
    """Bytes of one process at its peak; 0 when it is gone.

    Pages that processes share, such as a fork's and its parent's, count in parts. That share is known for now only, so
    what the peak had beyond it counts whole.
    """
    now = _kibibytes(f"/proc/{pid}/status")
    resident, highest = now.get("VmRSS", 0), now.get("VmHWM", 0)
    share = _kibibytes(f"/proc/{pid}/smaps_rollup").get("Pss", resident)
    return 1024 * (share + max(0, highest - resident))


def _kibibytes(file: str) -> dict[str, int]:
    """Return the lines of the form `name: number kB`."""
    try:
        lines = [line.split() for line in Path(file).read_text().splitlines()]
    except OSError:
        return {}
    return {words[0].rstrip(":"): int(words[1]) for words in lines if words[2:] == ["kB"]}


def _own() -> int | None:
    """Bytes of this process at the peak of its life; None where it has children, whose memory nobody says."""
    processes = sys.modules.get("multiprocessing")
    if sys.platform == "win32" or (processes is not None and processes.active_children()):
        return None
    return getrusage(RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
