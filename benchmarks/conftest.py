"""The grid of cases: each test module's `cases(counts)` says which, this file makes them pytest's.

`counts(strategy)` are the numbers of workers to try: on a free-threaded build threads also have each half of the usable
CPUs, down to one, which makes a scaling curve. A case's id is its parameters as `key=value`, and leaves out a number of
workers that is the default.
"""

from __future__ import annotations

import sysconfig
from typing import TYPE_CHECKING, Any

import pytest

from paceline.strategies import get, workers_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the scaling curve."""
    text = "numbers of workers to add to the default (the usable CPUs) and the control (one), such as 1,2,4"
    parser.addoption("--workers", metavar="COUNTS", type=_counts, default=[], help=text)


def halves(workers: int) -> list[int]:
    """Return this number, its half, the half of that and so on, down to one."""
    return [workers >> shift for shift in range(workers.bit_length())]


def _counts(text: str) -> list[int]:
    counts = [int(word) for word in text.split(",") if word.strip().isdecimal()]
    if len(counts) != len(text.split(",")) or min(counts) < 1:
        raise pytest.UsageError(f"--workers {text}: give numbers of at least 1, separated by commas")
    return counts


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrize each test with its module's cases."""
    if not hasattr(metafunc.module, "cases"):
        return
    asked = metafunc.config.getoption("--workers")

    def counts(strategy: str) -> list[int]:
        default = workers_of(strategy)
        if not get(strategy).concurrent:
            return [default]
        curve = halves(default) if strategy == "threads" and sysconfig.get_config_var("Py_GIL_DISABLED") else [default]
        return sorted({*curve, 1, *asked}, reverse=True)

    rows: list[tuple[dict[str, Any], bool]] = list(metafunc.module.cases(counts))
    metafunc.parametrize(
        list(rows[0][0]),
        [pytest.param(*row.values(), id=_id(row), marks=[pytest.mark.core] if core else []) for row, core in rows],
    )


def _id(row: Mapping[str, Any]) -> str:
    default = workers_of(row["strategy"])
    return "-".join(f"{key}={value}" for key, value in row.items() if (key, value) != ("workers", default))
