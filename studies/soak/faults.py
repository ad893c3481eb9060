"""The kinds of faults: what a test does to itself, and what is done to a race from outside at a random moment."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Victim(Protocol):
    """A race that is under way."""

    pid: int
    """Of its conductor."""

    def sides(self) -> Sequence[int]:
        """Return the processes of its sides, oldest first."""

    def close(self) -> None:
        """Close the pipe or the terminal that it writes to."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault."""

    codes: frozenset[int]
    """Exit codes that are true then."""
    inside: str = ""
    """What a test of one side does."""
    outside: Callable[[Victim], None] | None = None
    """What is done to the race."""
    terminal: bool = False
    """Whether the race runs in a terminal of its own."""
    leaves: bool = False
    """Whether the conductor cannot clean up, and the next race does."""


_CLEAN = frozenset({0})
_HURT = frozenset({0, 2, 3})
_INSIDE = {
    "crash": "os.abort()",
    "kill": "os.kill(os.getpid(), 9)",
    "exit": "os._exit(0)",
    "hang": "hang()",
    "spin": "\nwhile True: pass",
    "stop": "os.kill(os.getpid(), 19)",
    "fail": "raise ValueError('no')",
    "memory": "raise MemoryError",
    "recursion": "\ndef f(): f()\nf()",
    "lock": "lock = multiprocessing.get_context('spawn').Lock(); hang()",
    "pool": "ProcessPoolExecutor(2, multiprocessing.get_context('spawn')).submit(hang).result()",
    "child": "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)",
    "garbage": "benchmark.turns._channel._socket.sendall(b'{no\\n')",
    "flood": "\nwhile True: benchmark.turns._channel._socket.sendall(b'x' * 1000)",
    "clock": "benchmark._timer = lambda: 1.0",
    "text": "print('\\x1b[2J' * 10000); raise ValueError('\\x1b[2J' * 10000)",
    "frozen": "time.perf_counter = time.monotonic = lambda: 0.0",
}
_SIGNALS = {"Ctrl-C": signal.SIGINT, "SIGTERM": signal.SIGTERM, "SIGHUP": signal.SIGHUP, "SIGKILL": signal.SIGKILL}


def _by_signal(number: int) -> frozenset[int]:
    # Python itself handles no signal in its first moment and its last. Where an interrupt met `exec` of a text, as a
    # dataclass is made by, it ends by SIGINT after all, which is 130 to a shell.
    return frozenset({0, 130, -number, -signal.SIGINT})


def _signal(victim: Victim, *, number: int, times: int = 1) -> None:
    for _ in range(times):
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim.pid, number)
        time.sleep(0.02)


def _pause(victim: Victim) -> None:
    _signal(victim, number=signal.SIGSTOP)
    time.sleep(1)
    _signal(victim, number=signal.SIGCONT)


def _to_a_side(victim: Victim, *, number: int) -> None:
    for side in victim.sides()[-1:]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(side, number)


def _limit(victim: Victim, *, what: int, most: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(victim.pid, what, (most, resource.RLIM_INFINITY if what != resource.RLIMIT_NOFILE else most))


def _no_memory(victim: Victim) -> None:
    """Let one side have no more memory than it has."""
    for side in victim.sides()[-1:]:
        with contextlib.suppress(OSError):
            pages = int(Path(f"/proc/{side}/statm").read_text().split()[0])
            resource.prlimit(side, resource.RLIMIT_AS, (pages * resource.getpagesize(), resource.RLIM_INFINITY))


def _strangers(victim: Victim) -> None:
    """Call the conductor as nobody whom it has invited would."""
    for side in victim.sides():
        with contextlib.suppress(OSError):
            variables = Path(f"/proc/{side}/environ").read_bytes().split(b"\0")
            invitation = next((each for each in variables if each.startswith(b"PACELINE_RACE=")), b"")
            if not invitation:
                continue
            address = json.loads(invitation.partition(b"=")[2])["address"]
            for words in (b"GET / HTTP/1.1\r\n\r\n", os.urandom(70_000), b'{"key": 1}\n', b"[" * 5000 + b"\n", b""):
                with socket.socket(socket.AF_UNIX) as caller, contextlib.suppress(OSError):
                    caller.connect(address)
                    caller.sendall(words)


KINDS: dict[str, Kind] = {
    **{f"inside: {name}": Kind(_HURT, inside=code) for name, code in _INSIDE.items()},
    **{
        f"{name} to the conductor": Kind(
            _by_signal(number), outside=partial(_signal, number=number), leaves=number == signal.SIGKILL
        )
        for name, number in _SIGNALS.items()
    },
    **{
        f"{name} thrice": Kind(_by_signal(_SIGNALS[name]), outside=partial(_signal, number=_SIGNALS[name], times=3))
        for name in ("Ctrl-C", "SIGTERM", "SIGHUP")
    },
    **{
        f"{name} to a side": Kind(_HURT, outside=partial(_to_a_side, number=number))
        for name, number in {"SIGTERM": signal.SIGTERM, "SIGKILL": signal.SIGKILL, "SIGSTOP": signal.SIGSTOP}.items()
    },
    "conductor paused": Kind(_CLEAN, outside=_pause),
    "no more disk": Kind(_HURT, outside=partial(_limit, what=resource.RLIMIT_FSIZE, most=512)),
    "no more files": Kind(_HURT, outside=partial(_limit, what=resource.RLIMIT_NOFILE, most=12), leaves=True),
    "no more memory for a side": Kind(_HURT, outside=_no_memory),
    "strangers on the socket": Kind(_CLEAN, outside=_strangers),
    "output closed": Kind(_CLEAN, outside=lambda victim: victim.close()),
    "terminal hung up": Kind(_by_signal(signal.SIGHUP), outside=lambda victim: victim.close(), terminal=True),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, and when it comes: a share of the time of a race."""

    kind: str
    moment: float
