from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STUDIES = Path(__file__).parents[1] / "studies"
PYTHON = sys.executable if sys.version_info >= (3, 14) else shutil.which("python3.14")


@pytest.mark.skipif(PYTHON is None or not STUDIES.is_dir(), reason="needs a Python with subinterpreters, and a clone")
def test_calls_into_interpreters_are_timed() -> None:
    """The study prints a row for each Python and a figure for each number of objects."""
    command = [sys.executable, str(STUDIES / "interpreter_calls.py"), str(PYTHON)]
    head, row = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert head.split()[-4:] == ["0", "10,000", "100,000", "1,000,000"]
    assert all(float(figure) > 0 for figure in row.split()[-4:])
