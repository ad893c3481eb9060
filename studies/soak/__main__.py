"""Inject faults into races at random moments, and check after each whether all held: `-- --minutes 10 --seed 1`.

A fault holds when the exit code is true, what was measured can be judged, nothing is left, and the next race works.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from faults import KINDS, Fault
from ground import Ground


class Soak:
    """Faults in an order drawn from a seed, each kind as often as all others, and what became of them."""

    def __init__(self, seed: int, end: float, most: float) -> None:
        self._rng, self._end, self._most = random.Random(seed), end, most  # noqa: S311 (can be repeated)
        self._turns: list[str] = []
        self._lock = threading.Lock()
        self._drawn = 0
        self.held: Counter[str] = Counter()
        self.broken: Counter[str] = Counter()

    def run(self, ground: Ground) -> None:
        """Inject one fault after the other until the time is spent."""
        while fault := self._next():
            wrong = ground.inject(fault)
            with self._lock:
                (self.broken if wrong else self.held)[fault.kind] += 1
                if wrong:
                    print(f"{fault.kind} at {fault.moment:.3f}: {'; '.join(wrong)}", flush=True)

    def _next(self) -> Fault | None:
        with self._lock:
            if (self._drawn and time.monotonic() > self._end) or self._drawn == self._most:
                return None
            self._drawn += 1
            self._turns = self._turns or self._rng.sample(list(KINDS), len(KINDS))
            return Fault(self._turns.pop(), self._rng.random())


def main() -> int:
    """Run faults until the time is spent; print the table of kinds."""
    parser = argparse.ArgumentParser(prog="python studies/soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--faults", type=float, default=math.inf, help="how many at most")
    parser.add_argument("--parallel", type=int, default=2, help="races at once")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    soak = Soak(args.seed, time.monotonic() + 60 * args.minutes, args.faults)
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(args.parallel) as pool:
        grounds = [Ground(Path(name).resolve() / str(number)) for number in range(args.parallel)]
        list(pool.map(soak.run, grounds))
    print(f"{'kind':34} {'held':>5} {'not':>5}")
    for kind in sorted(KINDS):
        print(f"{kind:34} {soak.held[kind]:5} {soak.broken[kind]:5}")
    print(f"{soak.held.total()} of {soak.held.total() + soak.broken.total()} held, seed {args.seed}")
    return 1 if soak.broken else 0


if __name__ == "__main__":
    os.environ.pop("PYTEST_ADDOPTS", None)
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main())
