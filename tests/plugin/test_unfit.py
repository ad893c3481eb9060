from __future__ import annotations

import sys

import pytest

from paceline import strategies

pytest_plugins = ["pytester"]
SUITE = """
import os, signal, threading
import pytest

LOCK = threading.Lock()
PARENT = os.environ.setdefault("THE_PARENT", str(os.getpid()))

def take(_): return 1
def give(_): return LOCK
def wrong(_): raise ValueError("mine")
def crash(_): os.kill(os.getpid(), signal.SIGKILL)
if str(os.getpid()) == PARENT:
    def gone(_): return 1

GONE = globals().get("gone")  # a worker does not have it

@pytest.mark.parametrize("task, argument", [(take, LOCK), (give, 1), (GONE, 1), (wrong, 1), (crash, 1), (take, 1)],
                         ids=["argument", "result", "function", "wrong", "crash", "fine"])
@pytest.mark.parametrize("strategy", ["STRATEGY"])
@pytest.mark.parametrize("workers", [1])
def test_it(executor, task, argument):
    assert list(executor.map(task, [argument])) == [1]
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a platform with signals")
@pytest.mark.parametrize("strategy", ["processes-spawn", "loky"])
def test_what_a_strategy_cannot_run_is_skipped_with_the_innermost_reason(
    pytester: pytest.Pytester, strategy: str
) -> None:
    """What cannot be handed to a worker is skipped; a task's own error and a dead worker are failures."""
    if strategies.get(strategy).missing():
        pytest.skip("it cannot run here")
    pytester.makepyfile(test_file=SUITE.replace("STRATEGY", strategy))
    result = pytester.run(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rsf", "--tb=line", timeout=60)
    result.assert_outcomes(passed=1, skipped=3, failed=2)
    said = f"SKIPPED [[]*strategy {strategy} cannot run it: "
    result.stdout.fnmatch_lines_random(
        [
            f"{said}*cannot pickle '*lock' object",
            f"{said}*attribute 'gone'*",
            "*ValueError: mine",
            f"*Unjudged: strategy {strategy}: a worker died before test_it*crash* was done; *",
        ]
    )


def test_numpy_in_a_subinterpreter_is_named_without_its_advice() -> None:
    """The reason is the line that names the module, not the pages that a library writes around it."""
    from paceline.strategies.unfit import unfit

    inner = ImportError("module numpy._core does not support loading in subinterpreters")
    outer = ImportError(f"IMPORTANT: PLEASE READ THIS\n\nThe original error was: {inner}\n")
    assert unfit(outer) == str(inner)
    outer.__cause__ = inner
    assert unfit(outer) == str(inner)


def test_other_errors_are_the_tasks_own() -> None:
    """An error that says nothing of handing over is none of this, whatever it came from."""
    from paceline.strategies.unfit import unfit

    error = ValueError("mine")
    error.__context__ = KeyError("x")
    assert unfit(error) is None
    assert unfit(ModuleNotFoundError("No module named 'no_such'", name="no_such")) is None
