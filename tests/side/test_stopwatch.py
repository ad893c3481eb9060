from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from paceline.side import stopwatch
from paceline.side.stopwatch import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pins processes to a core")


def compute() -> None:
    end = time.thread_time() + 0.1
    while time.thread_time() < end:
        pass


def wait_for_a_pipe() -> None:
    reading, writing = os.pipe()
    threading.Timer(0.1, os.write, (writing, b"x")).start()
    os.read(reading, 1)
    os.close(reading)
    os.close(writing)


WORK = {
    "computes": (compute, True),
    "sleeps": (lambda: time.sleep(0.1), False),
    "waits for a pipe": (wait_for_a_pipe, False),
    "waits for a child": (lambda: subprocess.run([sys.executable, "-c", ""], check=True), False),
}


def test_time_that_a_test_has_frozen_goes_on_here(monkeypatch: pytest.MonkeyPatch):
    """Freezing puts another clock in the place of the real one, in every module that has it by a name."""
    monkeypatch.setattr(stopwatch, "perf_counter", lambda: 0.0)
    watch = Stopwatch()
    time.sleep(0.01)
    assert watch.lap().wall >= 0.01


@pytest.fixture
def load() -> Iterator[None]:
    """Compete with this process for one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    rival = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    yield
    rival.kill()
    rival.wait()
    os.sched_setaffinity(0, cores)


@pytest.mark.usefixtures("load")
@pytest.mark.parametrize("counted", [True, False], ids=["run-queue", "switches"])
@pytest.mark.parametrize(("work", "computes"), WORK.values(), ids=WORK)
def test_being_displaced_is_told_from_waiting(
    work: Callable[[], None],
    computes: bool,  # noqa: FBT001 (a column of the table above)
    counted: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
):
    """Beside a busy neighbour on its core, CPU ÷ own time is near 1 for what computes, not for what waits."""
    if not counted:
        monkeypatch.setattr(stopwatch, "_queued", lambda: None)
    watch = Stopwatch()
    work()
    lap = watch.lap()
    assert (lap.cpu / lap.own > 0.9) is computes
    if computes:
        assert lap.cpu / lap.wall < 0.9


COMPUTE = """
import sys, time
for line in sys.stdin:
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    print(flush=True)
"""


@pytest.mark.parametrize("ends", [False, True], ids=["lives on", "ends"])
def test_the_work_of_other_processes_counts(ends: bool):  # noqa: FBT001
    """A worker's CPU seconds count while it lives, and stay what they are when it ends before the lap."""
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", COMPUTE], **pipes, text=True) as worker:
        assert worker.stdin
        assert worker.stdout
        for number in range(2):  # the first one is none of ours
            watch = Stopwatch([worker.pid])
            worker.stdin.write("\n")
            worker.stdin.flush()
            worker.stdout.readline()
            if ends and number:
                worker.communicate()
            lap = watch.lap()
    assert 0.1 <= lap.cpu < 0.15


def test_a_child_that_begins_and_ends_counts():
    """Whoever runs a command in each call pays for it."""
    watch = Stopwatch()
    subprocess.run([sys.executable, "-c", COMPUTE], input="\n\n", check=True, capture_output=True, text=True)
    assert watch.lap().cpu > 0.2
