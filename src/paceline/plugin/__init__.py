"""The pytest plugin of the measured side: the `executor` fixture, and what every result says about where it arose.

pytest loads this wherever paceline is installed, so nothing heavy is imported before a test asks for it.
"""

from __future__ import annotations

from .executor import (
    executor_fixture,
    make_executor_fixture,
    pytest_runtest_call,
    pytest_runtest_setup,
    pytest_sessionfinish,
    strategy_fixture,
    workers_fixture,
)
from .gilstates import pytest_load_initial_conftests
from .selection import (
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_generate_tests,
    pytest_terminal_summary,
    pytest_testnodedown,
)
from .stamp import (
    pytest_benchmark_generate_machine_info,
    pytest_benchmark_update_json,
    pytest_benchmark_update_machine_info,
    pytest_sessionstart,
)

__all__ = [
    "executor_fixture",
    "make_executor_fixture",
    "pytest_benchmark_generate_machine_info",
    "pytest_benchmark_update_json",
    "pytest_benchmark_update_machine_info",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_generate_tests",
    "pytest_load_initial_conftests",
    "pytest_runtest_call",
    "pytest_runtest_setup",
    "pytest_sessionfinish",
    "pytest_sessionstart",
    "pytest_terminal_summary",
    "pytest_testnodedown",
    "strategy_fixture",
    "workers_fixture",
]
