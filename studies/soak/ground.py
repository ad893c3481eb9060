"""The ground on which faults are injected, a small repository with a suite, and what is checked after each."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from faults import KINDS
from running import PACELINE, Running, processes

if TYPE_CHECKING:
    from faults import Fault, Kind

_SUITE = """
import multiprocessing, multiprocessing.process, os, subprocess, sys, threading, time
import pytest
from concurrent.futures import ProcessPoolExecutor

FAULT = os.environ.get("SOAK_FAULT", "") if os.environ.get("PACELINE_SIDE") == "b" else ""
multiprocessing.process.current_process()._config["semprefix"] = "/" + os.environ["SOAK_NAME"]

def hang(): time.sleep(60)

def test_before(benchmark): benchmark(sum, range(100))

def test_fault(benchmark):
    exec(FAULT)
    benchmark(sum, range(200))

def test_last(benchmark): benchmark(sum, range(300))
"""

_LONGEST = 6.0
"""Seconds after the start of a race within which a fault comes from outside."""


class Ground:
    """A repository, a folder for temporary files, and a name that its semaphores carry."""

    def __init__(self, root: Path) -> None:
        self._root, self._work, self._tmp = root, root / "work", root / "tmp"
        self._name = f"soak-{root.name}-{root.parent.name}"
        self._number = 0
        self._tmp.mkdir(parents=True)
        self._work.mkdir()
        (self._work / "test_soak.py").write_text(_SUITE, encoding="utf-8")
        self._git("init", "-q")
        self._git("add", ".")
        self._git("-c", "user.name=soak", "-c", "user.email=soak@localhost", "commit", "-qm", "suite")
        self._tree = self._git("status", "--porcelain")

    def inject(self, fault: Fault) -> list[str]:
        """Hold a race with this fault; return what did not hold."""
        kind = KINDS[fault.kind]
        race, out = self._race(heats=2, fault=kind.inside, terminal=kind.terminal)
        if kind.outside:
            time.sleep(fault.moment * _LONGEST)
            kind.outside(race)
        code, said = race.wait(90)
        wrong = self._code(kind, code, out)
        wrong += ["a traceback"] if "Traceback" in said else []
        if kind.leaves:
            time.sleep(3)  # what is left of it ends by itself, and its folders are the next race's
        else:
            wrong += self._left()
        wrong += self._next()
        wrong += [f"left process {number}" for number in processes(self._tmp)]
        return wrong + self._left() + (["git status"] if self._git("status", "--porcelain") != self._tree else [])

    def _code(self, kind: Kind, code: int | None, out: Path) -> list[str]:
        """Say whether the exit code is true, and the folder can be judged where it holds anything."""
        wrong = ["it did not end"] if code is None else [f"exit code {code}"] if code not in kind.codes else []
        if (out / "race.json").exists():
            try:
                json.loads((out / "race.json").read_text(encoding="utf-8"))
            except ValueError as error:
                wrong.append(f"race.json: {error}")
            judged = subprocess.run([*PACELINE, "judge", str(out)], capture_output=True, check=False)
            wrong += [] if judged.returncode in {0, 2, 3} and b"Traceback" not in judged.stderr else ["not judged"]
        return wrong

    def _left(self) -> list[str]:
        semaphores = Path("/dev/shm").glob(f"sem.{self._name}*")  # noqa: S108 (where they are)
        return [f"left {path.name}" for path in (*self._tmp.iterdir(), *semaphores)]

    def _next(self) -> list[str]:
        race, _ = self._race(heats=1)
        code, _ = race.wait(90)
        return [] if code == 0 else [f"the next race: exit code {code}"]

    def _race(self, *, heats: int, fault: str = "", terminal: bool = False) -> tuple[Running, Path]:
        self._number += 1
        out = self._root / f"{self._number:04d}"
        sides = [word for side in "ab" for word in ("--side", f"{side}={sys.executable}")]
        words = ["race", *sides, f"--heats={heats}", "--timeout=3", f"--out={out}"]
        env = {"SOAK_FAULT": fault, "SOAK_NAME": self._name}
        return Running(words, work=self._work, tmp=self._tmp, env=env, terminal=terminal), out

    def _git(self, *words: str) -> bytes:
        return subprocess.run(["git", *words], cwd=self._work, check=True, capture_output=True).stdout
