"""Run the tutorial's three programs on tasks of these sizes, and print their spans: a race starts it on a side."""

from __future__ import annotations

import json
import sys

from ..workloads import tutorial
from . import programs, spans

if __name__ == "__main__":
    sizes = [int(size) for size in sys.argv[1:]]
    runs = [programs.run(strategy, None, tutorial.task, sizes, None) for strategy in programs.THREE]
    wrong = [run.strategy for run in runs if not all(map(tutorial.right, sizes, run.results))]
    if wrong:
        sys.exit(f"wrong results under {', '.join(wrong)}")
    json.dump(spans.as_json("tutorial", runs, sizes), sys.stdout)
