"""A program of the guard's test: fork, in one way or another, while a pool of subinterpreters is open."""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import get_context

from paceline.strategies.guard import GuardedInterpreters
from paceline.strategies.warm import prime


def main(way: str) -> int:
    """Return the child's exit status: 0, or minus the signal that ended it."""
    executor = GuardedInterpreters(2)
    prime(executor, 2)
    status = {"fork": by_fork, "process": by_process, "preexec": by_preexec}[way]()
    try:
        executor.submit(int)
    except RuntimeError:
        return status
    return status or 99  # the pool would have been open in the child


def by_fork() -> int:
    """Fork, and use Python in the child."""
    pid = os.fork()
    if pid == 0:
        os._exit(len("".join(str(number) for number in range(9))) - 9)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def by_process() -> int:
    """Fork as multiprocessing does."""
    process = get_context("fork").Process(target=int)
    process.start()
    process.join()
    return process.exitcode or 0


def by_preexec() -> int:
    """Fork as a subprocess with a `preexec_fn` does."""
    return subprocess.run([sys.executable, "-c", ""], preexec_fn=os.getpid, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
