"""What every result says about where it arose: interpreter identity, machine, strategy, workers."""

from __future__ import annotations

import os
import platform
from typing import Any

import pytest

from .. import interpreter, machine
from . import gilstates

_MACHINE = pytest.StashKey["dict[str, Any]"]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Look at the machine before a race binds this process to one CPU."""
    session.config.stash[_MACHINE] = machine.describe()


def case(request: pytest.FixtureRequest, strategy: str, workers: int) -> None:
    """Write the strategy's real name, its start method and its workers into the case's `extra_info`."""
    from ..strategies import get  # noqa: PLC0415 (not before it is needed)

    if "benchmark" in request.fixturenames:
        info = getattr(request.getfixturevalue("benchmark"), "extra_info", None)  # a suite's own may have none
        if info is not None:
            info.update(strategy=strategy, workers=workers, start_method=get(strategy).method)


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_update_machine_info(config: pytest.Config, machine_info: dict[str, Any]) -> None:
    """Add the identities of interpreter and machine; pytest-benchmark's own ids say too little.

    Only what two runs on one machine have in common: where it differs, pytest-benchmark's comparison warns. It is
    asked for before the session too, by `--benchmark-compare`.
    """
    identity = interpreter.describe(gilstates.identity(config))
    del identity["executable"]
    machine_info["paceline"] = {
        "interpreter": identity,
        "machine": config.stash.get(_MACHINE, None) or machine.describe(),
    }


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_update_json(config: pytest.Config, output_json: dict[str, Any]) -> None:
    """Add the interpreter as it was when pytest began; each case has the GIL around it in its own `extra_info`."""
    output_json["paceline"] = {"interpreter": interpreter.describe(gilstates.identity(config))}


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_benchmark_generate_machine_info() -> dict[str, Any]:
    """Return pytest-benchmark's own keys without its probe of the CPU, which takes up to half a second a start."""
    facts = interpreter.facts()
    return {
        "node": platform.node(),
        "processor": platform.processor(),
        "machine": platform.machine(),
        "python_compiler": platform.python_compiler(),
        "python_implementation": platform.python_implementation(),
        "python_implementation_version": facts.release,
        "python_version": platform.python_version(),
        "python_build": platform.python_build(),
        "release": platform.release(),
        "system": platform.system(),
        "cpu": {"brand_raw": machine.cpu_model(), "count": os.cpu_count(), "arch_string_raw": platform.machine()},
    }
