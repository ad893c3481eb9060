"""Tests of the studies: what each imports is there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STUDIES = Path(__file__).parents[1] / "studies"
PYTHON = sys.executable if sys.version_info >= (3, 14) else shutil.which("python3.14")
pytestmark = pytest.mark.slow
if not STUDIES.is_dir():
    pytest.skip("a source distribution has no studies", allow_module_level=True)

MAINS = sorted([*STUDIES.glob("*.py"), *STUDIES.glob("*/__main__.py")])
LOAD = "import runpy, sys; sys.path.insert(0, sys.argv[2]); runpy.run_path(sys.argv[1], run_name='study')"


@pytest.mark.parametrize("main", MAINS, ids=[str(main.relative_to(STUDIES)) for main in MAINS])
def test_a_study_finds_all_that_it_imports(main: Path):
    """Studies are not type-checked, so a module that moved would be missed only by whoever runs them."""
    pytest.importorskip("scipy")
    command = [sys.executable, "-c", LOAD, str(main), str(main.parent)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_made_up_races_are_races(tmp_path: Path) -> None:
    """What the study of growth writes to disk can be judged."""
    pytest.importorskip("scipy")
    make = "import runpy, sys; from pathlib import Path; study = runpy.run_path(sys.argv[1], run_name='study')"
    make += "; study['make'](Path('race'), 3, 4)"
    subprocess.run([sys.executable, "-c", make, str(STUDIES / "scale.py")], check=True, cwd=tmp_path)
    done = subprocess.run([sys.executable, "-m", "paceline", "judge", "race"], check=False, cwd=tmp_path)
    assert done.returncode in {0, 3}


@pytest.mark.skipif(PYTHON is None, reason="needs a Python with subinterpreters")
def test_calls_into_interpreters_are_timed() -> None:
    """The study prints a row for each Python and a figure for each number of objects."""
    command = [sys.executable, str(STUDIES / "interpreter_calls.py"), str(PYTHON)]
    head, row = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert head.split()[-4:] == ["0", "10,000", "100,000", "1,000,000"]
    assert all(float(figure) > 0 for figure in row.split()[-4:])


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.version_info < (3, 12), reason="needs a Python that counts branches")
def test_fuzz_finds_no_fault() -> None:
    """A short run over all readers: odd files and messages give values, or errors of ours."""
    pytest.importorskip("scipy")
    command = [sys.executable, str(STUDIES / "fuzz"), "--minutes", "0.3", "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
