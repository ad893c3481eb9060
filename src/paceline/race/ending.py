"""End a process with all that it has started; run as a program, do so for a conductor that is dead.

Imports the standard library alone: as a program it runs apart from everything else.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MARK = "PACELINE_PROCESS"
"""The environment variable that all of a side's processes inherit, whatever group they are in."""

_MOMENT = 1.0
"""Seconds that a group is given once it was asked to end: a tracker of semaphores and shared memory removes those."""

_POLL = 0.005


def end_group(leader: int, mark: str = "", reap: Callable[[], object] = lambda: None) -> None:
    """End the group that this process leads, and all others that carry the mark: asked first, and then killed.

    Multiprocessing's resource trackers ignore being asked. They end by themselves, and clean up, once nobody is left
    for whom they track. `reap` takes the leader's exit code, where it is a child of ours.
    """
    if sys.platform == "win32":
        return
    reap()
    strays = marked(mark)
    if not strays and not _alive(leader):
        return
    _signal(leader, strays, signal.SIGTERM)
    end = time.monotonic() + _MOMENT
    while (_alive(leader) or _any(strays)) and time.monotonic() < end:
        time.sleep(_POLL)
        reap()
    _signal(leader, marked(mark), signal.SIGKILL)


def _signal(leader: int, strays: Iterable[int], number: int) -> None:
    """Send a signal to a group, and to single processes; who is gone already has had it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
    for stray in strays:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(stray, number)


def marked(mark: str) -> list[int]:
    """Return the processes whose environment at their start had the mark; none where the system does not say."""
    needle = f"{MARK}={mark}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ") if mark and sys.platform == "linux" else ():
        with contextlib.suppress(OSError):  # another user's, or gone
            if needle in entry.read_bytes() + b"\0":
                found.append(int(entry.parent.name))
    return found


def _alive(leader: int) -> bool:
    """Say whether anybody is left in the group but zombies, for which in a container nobody may ever wait."""
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # only on macOS, and of zombies
        return False
    return sys.platform != "linux" or any(_runs_in(leader, stat) for stat in Path("/proc").glob("[0-9]*/stat"))


def _runs_in(leader: int, stat: Path) -> bool:
    """Say whether a process, by its file of the system, is in this group and no zombie."""
    try:
        state, _, group, *_ = stat.read_bytes().rpartition(b")")[2].split()
    except (OSError, ValueError):  # gone meanwhile
        return False
    return int(group) == leader and state not in {b"Z", b"X"}


def _any(strays: list[int]) -> bool:
    """Say whether one of these is still more than a zombie, whose files are empty."""
    for stray in strays:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{stray}/environ").read_bytes():
                return True
    return False


def main() -> None:
    """Hear who has started, `+LEADER MARK`, and who has ended, `-LEADER`; at the end of it, end all that are left."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    left: dict[int, str] = {}
    for line in sys.stdin:
        leader, _, mark = line[1:].rstrip().partition(" ")
        if line.startswith("+"):
            left[int(leader)] = mark
        else:
            left.pop(int(leader), None)
    for number, mark in left.items():
        end_group(number, mark)


if __name__ == "__main__":
    main()
