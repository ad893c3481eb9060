"""What all tests share: where the judging side cannot run, its tests are left out, and that is said."""

from __future__ import annotations

import importlib.util
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

JUDGING_ROOMS = ("judge", "race", "report", "results")
JUDGING_FILES = (
    *("cli/test_calibrate.py", "cli/test_endings.py", "cli/test_installing.py", "cli/test_judge.py"),
    "cli/test_out_folder.py",
    *("side/test_absent.py", "tutorial/test_launch.py", "tutorial/test_records.py"),
)
_JUDGING = importlib.util.find_spec("msgspec") is not None and importlib.util.find_spec("scipy") is not None

collect_ignore = [] if _JUDGING else [*JUDGING_ROOMS, *JUDGING_FILES]


if threading.current_thread() is threading.main_thread():
    # A shell's background jobs ignore Ctrl-C, and nohup's a hang-up; so would all that the tests start and interrupt.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session", autouse=True)
def _start_quickly() -> Iterator[None]:
    """Keep hypothesis out of every pytest that a test starts: its plugin takes longer to import than pytest itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave dask to the slow tests: a cluster takes seconds to start and to end."""
    for item in items:
        params = getattr(getattr(item, "callspec", None), "params", {})
        if any(isinstance(value, str) and value == "dask" for value in params.values()):
            item.add_marker(pytest.mark.slow)


def pytest_report_header() -> str:
    """Say which sides are tested."""
    if _JUDGING:
        return "paceline: measured side and judging side"
    left_out = sum(len(list((Path(__file__).parent / room).rglob("test_*.py"))) for room in JUDGING_ROOMS)
    left_out += len(JUDGING_FILES)
    return f"paceline: measured side only ({left_out} files on the judging side need paceline[judge])"
