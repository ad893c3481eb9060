from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., "subprocess.CompletedProcess[str]"]

ROOT = Path(__file__).parents[1]
PACKAGE = """
from concurrent.futures import ThreadPoolExecutor
from paceline.strategies import Strategy
STRATEGY = Strategy("relay", "a pool of threads from another package", ThreadPoolExecutor, lambda: None)
"""
WORKLOAD = '''"""Doubling: additions, and not much else."""
SIZES = (1, 2, 3)
def task(n): return n + n
def tasks(size): return [size] * 4
def right(n, result): return result == 2 * n
'''
CONTRACTS = """
from paceline.testing import StrategyContract, WorkloadContract
class TestRelay(StrategyContract):
    strategies = ["relay"]
class TestDouble(WorkloadContract):
    workload = "double"
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that runs Python where a package that adds one strategy and one workload is installed."""
    (tmp_path / "relay.py").write_text(PACKAGE, "utf-8")
    (tmp_path / "double.py").write_text(WORKLOAD, "utf-8")
    (tmp_path / "test_relay.py").write_text(CONTRACTS, "utf-8")
    told = tmp_path / "relay-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: relay\nVersion: 1.0\n", "utf-8")
    points = "[paceline.strategies]\nrelay = relay:STRATEGY\n[paceline.workloads]\ndouble = double\n"
    (told / "entry_points.txt").write_text(points, "utf-8")
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}

    def run_python(*words: str, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        environment = {**ours, "PYTHONPATH": str(tmp_path)}
        command = [sys.executable, "-m", *words]
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)

    return run_python


def test_a_package_adds_a_strategy_and_a_workload(run: Run) -> None:
    """What an installed package adds is listed, run, and in the grid that a bench races."""
    assert "\nrelay " in run("paceline", "strategies").stdout
    done = run("paceline", "run", "double", "--strategy", "relay", "--workers", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nrelay, 2 workers\n" in done.stdout
    words = (
        "-q",
        "--collect-only",
        "-p",
        "no:cacheprovider",
        "-k",
        "double and relay",
        "benchmarks/test_strategies.py",
    )
    assert "[workload=double-strategy=relay-size=3]" in run("pytest", *words, cwd=ROOT).stdout


@pytest.mark.slow
def test_contracts_run_in_the_package_that_adds(run: Run) -> None:
    """The contracts of strategies and workloads are test classes that another package's tests can take."""
    done = run("pytest", "-q", "-p", "no:cacheprovider", "test_relay.py")
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ("relay = relay:GONE", "entry point paceline.strategies: relay: cannot be loaded (AttributeError: "),
        (
            "threads = relay:STRATEGY",
            "entry point paceline.strategies: threads: relay:STRATEGY has a name that is taken",
        ),
        (
            "other = relay:STRATEGY",
            "entry point paceline.strategies: other: relay:STRATEGY is not a Strategy with the name",
        ),
        ("Re=lay = relay:STRATEGY", "entry point"),  # which newer Pythons do not even read
    ],
)
def test_a_broken_addition_is_one_sentence(run: Run, tmp_path: Path, points: str, sentence: str) -> None:
    """An entry point that names nothing of use is an error that names it and its package."""
    (tmp_path / "relay-1.0.dist-info" / "entry_points.txt").write_text(f"[paceline.strategies]\n{points}\n", "utf-8")
    done = run("paceline", "strategies")
    assert done.returncode == 2
    assert done.stderr.startswith(f"paceline strategies: {sentence}")
    assert done.stderr.count("\n") == 1
