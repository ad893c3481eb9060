from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from paceline import strategies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(strategies.get("dask").missing() is not None, reason="dask is not installed"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]
ENDLESS = "4000000000"


class Cluster:
    """A dask scheduler and its workers, started as their users do; all of it is killed at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.processes = folder, list[subprocess.Popen[bytes]]()
        file = folder / "scheduler.json"
        self.scheduler = self.start("scheduler", "--host=127.0.0.1", "--port=0", f"--scheduler-file={file}")
        wait(lambda: file.exists() and "}" in file.read_text())
        (self.address,) = re.findall(r"tcp://[0-9.:]+", file.read_text())[:1]

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a part of the cluster."""
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
        self.processes.append(subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log))
        log.close()
        return self.processes[-1]

    def worker(self, threads: int) -> subprocess.Popen[bytes]:
        """Start a worker, and wait until the scheduler has it."""
        made = self.start("worker", self.address, f"--nthreads={threads}", "--no-nanny")
        log = self.folder / f"{len(self.processes) - 1}.log"
        wait(lambda: "Registered to" in log.read_text())
        return made

    def run(self, size: str, *, workers: int = 1) -> subprocess.Popen[str]:
        """Start a program that uses them."""
        command = [sys.executable, "-m", "paceline", "run", "loop", "--sizes", size, "--strategy=dask", "--trace"]
        environment = {**os.environ, "DASK_SCHEDULER_ADDRESS": self.address}
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([*command, f"--workers={workers}"], env=environment, **pipes)


def wait(until: Callable[[], Any]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + 30
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Start a scheduler."""
    made = Cluster(tmp_path)
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


def test_the_workers_of_a_named_scheduler_do_the_tasks(cluster: Cluster) -> None:
    """DASK_SCHEDULER_ADDRESS names whose workers compute: too few, or unlike ones, are one sentence each."""
    worker = cluster.worker(1)
    runs = [cluster.run("10"), cluster.run("10", workers=2)]
    out, errors = runs[0].communicate(timeout=60)
    assert (runs[0].returncode, errors) == (0, "")
    assert re.search(rf"^ +10 +{worker.pid} ", out, re.MULTILINE)
    _, errors = runs[1].communicate(timeout=60)
    assert runs[1].returncode == 2
    assert errors.startswith(f"paceline run: dask scheduler {cluster.address}: it has 1 of 2 workers; start more with ")
    cluster.worker(3)
    run = cluster.run("10", workers=2)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 2
    assert ": its threads is 3 instead of 1; start it with " in errors


@pytest.mark.parametrize("part", ["worker", "scheduler"])
def test_what_is_killed_is_an_error_and_not_a_hang(cluster: Cluster, part: str) -> None:
    """A foreign worker or scheduler that is killed in the middle of a task ends the program, with one sentence."""
    worker = cluster.worker(1)
    run = cluster.run(ENDLESS)
    wait(lambda: busy(worker.pid) > 2.0)
    os.kill(worker.pid if part == "worker" else cluster.scheduler.pid, signal.SIGKILL)
    _, errors = run.communicate(timeout=30)
    assert run.returncode == 3
    sentence = "strategy dask: a worker or the scheduler was lost before task 1 of 1 was done"
    assert errors.startswith(f"paceline run: {sentence}; ")
    assert errors.count("\n") == 1


def busy(pid: int) -> float:
    """Return the CPU seconds that a process has used."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:  # noqa: PTH123 (one line)
        times = stat.read().rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def test_no_scheduler_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address at which nobody answers is named, with what to do."""
    from paceline.errors import PacelineError
    from paceline.strategies import scheduler

    monkeypatch.setattr(scheduler, "_PATIENCE", 0.3)
    with pytest.raises(PacelineError, match=r"^tcp://127.0.0.1:9: no dask scheduler answers; start it "):
        scheduler.connected("tcp://127.0.0.1:9")
