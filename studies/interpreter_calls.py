"""What a call into a subinterpreter costs, while that interpreter holds more and more objects.

A call makes a thread state in the interpreter, and clears it when it is done. On a free-threaded build each thread
state has memory of its own, which it leaves to the next, and the allocator walks over all that was left. So a call
there takes the longer, the more memory the interpreter has. To compare builds:
`python studies/interpreter_calls.py python3.14 python3.14t`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

PROGRAM = """
import statistics, sys, time
from concurrent import interpreters

def call_seconds(held):
    interpreter = interpreters.create()
    interpreter.exec(f"held = [[number] for number in range({held})]")
    found = []
    for _ in range(200):
        start = time.perf_counter()
        interpreter.exec("")
        found.append(time.perf_counter() - start)
    interpreter.close()
    return statistics.median(found)

print(*(call_seconds(int(held)) for held in sys.argv[1:]))
"""
HELD = (0, 10_000, 100_000, 1_000_000)
"""Objects that the interpreter holds."""


def main(pythons: list[str]) -> None:
    """Print the median microseconds of a call: a row each Python, a column each number of objects."""
    print(f"{'µs per call, objects held:':30}", *(f"{held:>10,}" for held in HELD))
    for python in pythons:
        command = [python, "-c", PROGRAM, *map(str, HELD)]
        runs = [subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout for _ in range(3)]
        columns = zip(*(map(float, run.split()) for run in runs), strict=True)
        print(f"{python:30}", *(f"{1e6 * statistics.median(column):>10.1f}" for column in columns), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or [sys.executable])
