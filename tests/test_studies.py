"""Tests of the studies: what each imports is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

STUDIES = Path(__file__).parents[1] / "studies"
MAINS = sorted([*STUDIES.glob("*.py"), *STUDIES.glob("*/__main__.py")])
LOAD = "import runpy, sys; sys.path.insert(0, sys.argv[2]); runpy.run_path(sys.argv[1], run_name='study')"


@pytest.mark.parametrize("main", MAINS, ids=[str(main.relative_to(STUDIES)) for main in MAINS])
def test_a_study_finds_all_that_it_imports(main: Path):
    """Studies are not type-checked, so a module that moved would be missed only by whoever runs them."""
    pytest.importorskip("scipy")
    command = [sys.executable, "-c", LOAD, str(main), str(main.parent)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
