"""Inject faults into races at random moments, and look after each whether all held: `-- --minutes 10 --seed 1`.

A fault holds when the exit code is true, what was measured can be judged, nothing is left, and the next race works.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from faults import KINDS, Fault, Ground


def main() -> int:
    """Run faults until the time is spent; print the table of kinds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)  # noqa: S311 (can be repeated)
    end = time.monotonic() + 60 * args.minutes
    held: Counter[str] = Counter()
    broken: dict[str, list[str]] = {}
    turns: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        ground = Ground(Path(name).resolve())
        while time.monotonic() < end or (not held and not broken):
            if not turns:
                turns = rng.sample(list(KINDS), len(KINDS))
            kind = turns.pop()
            wrong = ground.inject(Fault(kind, rng.random()))
            if wrong:
                broken.setdefault(kind, []).append("; ".join(wrong))
                print(f"{kind}: {broken[kind][-1]}", flush=True)
            else:
                held[kind] += 1
    print(f"{'kind':34} {'held':>5} {'not':>5}")
    for kind in sorted(KINDS):
        print(f"{kind:34} {held[kind]:5} {len(broken.get(kind, [])):5}")
    print(f"{sum(held.values())} of {sum(held.values()) + sum(map(len, broken.values()))} held, seed {args.seed}")
    return 1 if broken else 0


if __name__ == "__main__":
    os.environ.pop("PYTEST_ADDOPTS", None)
    sys.path.insert(0, str(Path(__file__).parent))
    assert subprocess.run(["git", "--version"], check=True, capture_output=True)
    sys.exit(main())
