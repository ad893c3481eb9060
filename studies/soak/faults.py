"""The kinds of faults, and the ground on which they are injected: a small repository with a suite of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_SUITE = """
import multiprocessing, os, subprocess, sys, threading, time
import pytest
from concurrent.futures import ProcessPoolExecutor

FAULT = os.environ.get("SOAK_FAULT", "") if os.environ.get("PACELINE_SIDE") == "b" else ""

def hang(): time.sleep(60)

def test_before(benchmark): benchmark(sum, range(100))

def test_fault(benchmark):
    exec(FAULT)
    benchmark(sum, range(200))

def test_last(benchmark): benchmark(sum, range(300))
"""

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
_SIGNALS = {"Ctrl-C": 2, "SIGTERM": 15, "SIGHUP": 1, "SIGKILL": 9}

KINDS = (
    *(f"inside: {name}" for name in _INSIDE),
    *(f"{name} to the conductor" for name in _SIGNALS),
    *(f"{name} thrice" for name in ("Ctrl-C", "SIGTERM", "SIGHUP")),
    *(f"{name} to a side" for name in ("SIGTERM", "SIGKILL", "SIGSTOP")),
)
_LONGEST = 6.0
"""Seconds after the start of a race within which a signal comes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, and when it comes: a share of the time of a race."""

    kind: str
    moment: float


class Ground:
    """A repository, a folder for temporary files, and what is looked at after each fault."""

    def __init__(self, root: Path) -> None:
        self._root, self._work, self._tmp = root, root / "work", root / "tmp"
        self._number = 0
        self._tmp.mkdir()
        self._work.mkdir()
        (self._work / "test_soak.py").write_text(_SUITE, encoding="utf-8")
        self._git("init", "-q")
        self._git("add", ".")
        self._git("-c", "user.name=soak", "-c", "user.email=soak@localhost", "commit", "-qm", "suite")
        self._tree = self._git("status", "--porcelain")

    def inject(self, fault: Fault) -> list[str]:
        """Hold a race with this fault; return what did not hold."""
        self._number += 1
        out = self._root / f"{self._number:04d}"
        semaphores = _semaphores()
        inside = _INSIDE.get(fault.kind.removeprefix("inside: "), "")
        race = self._race(out, heats=2, fault=inside)
        if not inside:
            time.sleep(fault.moment * _LONGEST)
            self._signal(race, fault.kind)
        wrong = []
        try:
            said = race.communicate(timeout=90)[0].decode(errors="replace")
        except subprocess.TimeoutExpired:
            race.kill()
            said, wrong = race.communicate()[0].decode(errors="replace"), ["it did not end"]
        wrong += self._code(fault.kind, race.returncode, out)
        wrong += ["a traceback"] if "Traceback" in said else []
        if fault.kind.startswith("SIGKILL to the c"):
            time.sleep(3)  # what is left of it ends by itself, and its folders are the next race's
        else:
            wrong += [f"left {path.name}" for path in self._tmp.iterdir()]
        wrong += self._next()
        wrong += [f"left process {number}" for number in self._processes()]
        wrong += [f"left {path.name}" for path in self._tmp.iterdir()]
        wrong += [f"left {name}" for name in _semaphores() - semaphores]
        return wrong + (["git status"] if self._git("status", "--porcelain") != self._tree else [])

    def _code(self, kind: str, code: int, out: Path) -> list[str]:
        """Say whether the exit code is true, and the folder can be judged where it holds anything."""
        by_signal = "to the conductor" in kind or "thrice" in kind
        # Python itself handles no signal in its first moment and its last.
        expected = {0, 130, -_SIGNALS[kind.split(maxsplit=1)[0]]} if by_signal else {0, 2, 3}
        wrong = [] if code in expected else [f"exit code {code}"]
        if (out / "race.json").exists():
            json.loads((out / "race.json").read_text(encoding="utf-8"))
            judged = subprocess.run([*_PACELINE, "judge", str(out)], capture_output=True, check=False)
            wrong += [] if judged.returncode in {0, 2, 3} and b"Traceback" not in judged.stderr else ["not judged"]
        return wrong

    def _next(self) -> list[str]:
        self._number += 1
        race = self._race(self._root / f"{self._number:04d}", heats=1)
        race.communicate()
        return [] if race.returncode == 0 else [f"the next race: exit code {race.returncode}"]

    def _race(self, out: Path, heats: int, fault: str = "") -> subprocess.Popen[bytes]:
        sides = [word for side in "ab" for word in ("--side", f"{side}={sys.executable}")]
        return subprocess.Popen(
            [*_PACELINE, "race", *sides, f"--heats={heats}", "--timeout=3", f"--out={out}"],
            cwd=self._work,
            env={**os.environ, "TMPDIR": str(self._tmp), "SOAK_FAULT": fault},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def _signal(self, race: subprocess.Popen[bytes], kind: str) -> None:
        name, _, rest = kind.partition(" ")
        number = _SIGNALS.get(name, signal.SIGSTOP)
        if rest == "to a side":
            for side in self._processes()[-1:]:
                os.kill(side, number)
            return
        for _ in range(3 if rest == "thrice" else 1):
            race.send_signal(number)
            time.sleep(0.02)

    def _processes(self) -> list[int]:
        """Return all processes, but for conductors, that have our folder for temporary files."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/environ"):
            try:
                ours = f"TMPDIR={self._tmp}".encode() in entry.read_bytes()
                words = (entry.parent / "cmdline").read_bytes()
            except OSError:
                continue
            if ours and b"\0race\0" not in words and b"ending.py" not in words:
                found.append(int(entry.parent.name))
        return sorted(found)

    def _git(self, *words: str) -> bytes:
        return subprocess.run(["git", *words], cwd=self._work, check=True, capture_output=True).stdout


_PACELINE = [sys.executable, "-m", "paceline"]


def _semaphores() -> set[str]:
    return {path.name for path in Path("/dev/shm").glob("sem.mp-*")}  # noqa: S108 (where they are)
