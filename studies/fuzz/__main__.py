"""Fuzz all that reads files and messages of others: `-- --minutes 10`, `-- --seed 2`, `-- --reader NAME`.

Valid files are made odd by hypothesis. What takes a reader to a branch that no input has taken it to is made odd again.
A reader gives a value, or an error of ours; all else is a fault, and so are two seconds and a gigabyte.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from branches import OURS, Branches
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from mutations import odd
from readers import READERS

from paceline import cli
from paceline.errors import PacelineError

CORPUS = Path(__file__).parent / "corpus"
SECONDS, BYTES = 2.0, 2**30
BATCH, FEWEST = 50, 600
"""Inputs between two looks at the clock, and before a reader whose branches do not grow is left."""


def main() -> int:
    """Fuzz each reader in a process of its own; print the table and what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", action="append", choices=READERS, help="only this one; may be repeated")
    parser.add_argument("--keep", type=Path, help="folder for the inputs that are faults")
    options = parser.parse_args()
    if not hasattr(sys, "monitoring"):
        parser.error("branches are counted on Python 3.12 or later: nox --force-python 3.13 -s fuzz")
    names = options.reader or list(READERS)
    end, faults = time.monotonic() + 60 * options.minutes, 0
    print(f"{'reader':34} {'inputs':>7} {'branches':>8} {'still grew':>10} {'faults':>6}")
    for left, name in zip(range(len(names), 0, -1), names, strict=True):
        found = _apart(name, max(1.0, (end - time.monotonic()) / left), options.seed, options.keep)
        print(f"{name:34} {found['inputs']:7} {found['branches']:8} {found['grew']:>10} {len(found['faults']):6}")
        for where, example in found["faults"].items():
            print(f"    {where}: {example}", flush=True)
        faults += len(found["faults"])
    return 1 if faults else 0


def _apart(name: str, seconds: float, first: int, keep: Path | None) -> dict[str, Any]:
    """Fuzz one reader in a child process: what ends that is a fault too."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "child", name, str(seconds), str(first), folder, str(keep or "")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=seconds + 300)
    try:
        return json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        words = (done.stderr.strip().splitlines() or [""])[-1]
        return {"inputs": 0, "branches": 0, "grew": "?", "faults": {f"ended with {done.returncode}": words}}


def child(name: str, seconds: float, first: int, folder: Path, keep: Path | None) -> None:
    """Fuzz one reader, and print what was found."""
    search = Search(name, folder, keep)
    end, turn = time.monotonic() + seconds, 0
    while time.monotonic() < end and not search.settled:
        search.batch(first * 10**6 + turn)
        turn += 1
    grew = "no" if search.settled else "yes"
    found = {"inputs": search.inputs, "branches": len(search.branches.seen), "grew": grew, "faults": search.faults}
    print(json.dumps(found))


class Late(BaseException):
    """A reader took too long."""


class Search:
    """The inputs of one reader so far, and what they led to."""

    def __init__(self, name: str, folder: Path, keep: Path | None) -> None:
        self.reader, self.folder, self.keep = READERS[name], folder / "corpus", keep
        shutil.copytree(CORPUS, self.folder)
        self.pool = [(file, (CORPUS / file).read_bytes()) for file in self.reader.files]
        self.branches, self.faults, self.inputs, self._grown = Branches(), {}, 0, 0
        self._sizes: dict[str, int] = {}
        cli._broken = _reraise
        signal.signal(signal.SIGPROF, _late)
        self._read(*self.pool[0], seconds=60.0)  # what is imported by the first is not timed
        now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + BYTES, now + BYTES))

    @property
    def settled(self) -> bool:
        """Whether the second half of all inputs led nowhere new."""
        return self.inputs >= max(FEWEST, 2 * self._grown)

    def batch(self, number: int) -> None:
        """Try some inputs: each is one of the pool as it was at the batch's begin, made odd."""
        pool = list(self.pool)

        @seed(number)
        @settings(
            max_examples=BATCH,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.sampled_from(pool).flatmap(lambda each: st.tuples(st.just(each[0]), odd(each[1], each[0]))))
        def once(given: tuple[str, bytes]) -> None:
            self.inputs += 1
            if self._read(*given, seconds=SECONDS):
                self._grown = self.inputs
                if len(given[1]) < 20_000:
                    self.pool.append(given)

        once()

    def _read(self, file: str, content: bytes, *, seconds: float) -> bool:
        """Read one input; say whether it led to a new branch."""
        path, before = self.folder / file, len(self.branches.seen)
        path.write_bytes(content)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                self.reader.read(self.folder)
        except PacelineError:
            pass
        except (Exception, Late) as error:  # noqa: BLE001 (that is what is looked for)
            self._fault(error, file, content)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            shutil.copyfile(CORPUS / file, path)
        return len(self.branches.seen) > before

    def _fault(self, error: BaseException, file: str, content: bytes) -> None:
        """Note a fault by its kind and place, with the shortest input that shows it."""
        frames = traceback.extract_tb(error.__traceback__)
        last = ([frame for frame in frames if frame.filename.startswith(OURS)] or frames)[-1]
        where = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno} in {last.name}"
        if len(content) >= self._sizes.get(where, 10**9):
            return
        self._sizes[where] = len(content)
        self.faults[where] = f"{file} ({ascii(error)[:120]})"
        if self.keep:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / re.sub(r"\W+", "-", f"{where} {file}")).write_bytes(content)


def _late(*_: object) -> None:
    raise Late


def _reraise(_command: str, error: Exception) -> int:
    raise error


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        reader, seconds, first, place, keeping = sys.argv[2:]
        child(reader, float(seconds), int(first), Path(place), Path(keeping) if keeping else None)
    else:
        sys.exit(main())
