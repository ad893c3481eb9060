from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from paceline import strategies, workloads
from paceline.strategies import workers_of

ROOT = Path(__file__).parents[1]
GRID = tuple(f"benchmarks/test_{name}.py::test_" for name in ("strategies", "startup", "dispatch"))
HERE = [name for name in strategies.names() if not strategies.get(name).missing()]


def collect(*arguments: str, path: Path = ROOT) -> list[str]:
    """Return the ids of the benchmarks that pytest collects, without running them; plugins are found in `path`."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
    environment["PYTHONPATH"] = str(path)
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, "benchmarks", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if line.startswith(GRID)]


@pytest.fixture(scope="module")
def everything() -> list[str]:
    """Collect the whole grid once."""
    return collect()


def test_ids_are_key_and_value(everything: list[str]) -> None:
    """A case's id is its parameters, and leaves out a number of workers that is the default."""
    small = workloads.get("product").sizes[0]
    file = "benchmarks/test_strategies.py::test_strategy"
    assert f"{file}[workload=product-strategy=threads-size={small}]" in everything
    assert f"{file}[workload=product-strategy=sequential-size={small}]" in everything
    control = f"{file}[workload=product-strategy=threads-size={small}-workers=1]"
    assert (control in everything) == (workers_of("threads") > 1)
    assert not any("strategy=sequential" in case and "workers=" in case for case in everything)


def test_grid_is_complete(everything: list[str]) -> None:
    """Every workload is there under every strategy that can run here, at three sizes, with its control arms."""
    arms = sum(len({workers_of(name), 1}) for name in HERE)
    assert len(everything) == arms * (3 * len(workloads.names()) + 1 + 2)
    assert len(set(everything)) == len(everything)


def test_neighbours_share_their_pool(everything: list[str]) -> None:
    """A file goes once through the strategies and numbers of workers: no pool is made twice for it."""
    cases = [case for case in everything if "test_strategies" in case]
    pools = [re.sub(r".*strategy=|size=\d+-?", "", case) for case in cases]
    made = [pool for before, pool in zip(["", *pools], pools, strict=False) if before != pool]
    assert sorted(made) == sorted(set(pools))


def test_core_grid() -> None:
    """The core marker holds five workloads at all sizes and two at the largest, under up to four strategies."""
    chosen = {"sequential", "threads", "processes-spawn", "interpreters"} & set(HERE)
    core = collect("-m", "core")
    assert len(core) == (5 * 3 + 2) * sum(len({workers_of(name), 1}) for name in chosen)
    assert all("test_strategies.py" in case for case in core)


def test_scaling_curve() -> None:
    """`--workers` adds numbers of workers to the default and the control, for strategies that have workers."""
    cases = collect("--workers", "1,3", "-k", "test_startup and (threads or sequential)")
    assert "benchmarks/test_startup.py::test_startup[strategy=threads-workers=3]" in cases
    assert [case for case in cases if "sequential" in case] == [
        "benchmarks/test_startup.py::test_startup[strategy=sequential]"
    ]


FREE = """
import sysconfig
from paceline import strategies
sysconfig.get_config_vars()["Py_GIL_DISABLED"] = 1
strategies.usable_cpus = lambda: 4
"""


def test_threads_have_a_scaling_curve_on_a_free_threaded_build(tmp_path: Path) -> None:
    """Half of the CPUs comes between all and one, for threads alone, and in the core grid at the largest sizes only."""
    (tmp_path / "freed.py").write_text(FREE)
    curve = [case for case in collect("-p", "freed", "-m", "core", path=tmp_path) if case.endswith("-workers=2]")]
    assert len(curve) == 7
    for case in curve:
        workload, size = re.findall(r"workload=(\w+)-strategy=threads-size=(\d+)-", case)[0]
        assert int(size) == workloads.get(workload).sizes[-1]


@pytest.mark.parametrize("text", ["0", "1,x"])
def test_workers_that_are_no_numbers(text: str) -> None:
    """Another word for `--workers` is an error in one sentence, before anything is collected."""
    with pytest.raises(AssertionError, match="give numbers of at least 1, separated by commas"):
        collect(f"--workers={text}")
