from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("msgspec")
from paceline.cli import options

if TYPE_CHECKING:
    from pathlib import Path


def test_two_commands_of_the_same_second_have_a_folder_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Each is made at once, so that it is nobody else's; a folder that was asked for is taken as it is."""
    monkeypatch.chdir(tmp_path)
    found = {options.out_folder(None, "gate") for _ in range(5)}
    assert len(found) == 5
    assert all(path.is_dir() and "-gate" in path.name for path in found)
    assert options.out_folder(tmp_path / "mine", "gate") == tmp_path / "mine"
    assert not (tmp_path / "mine").exists()


def test_a_folder_that_stayed_empty_is_gone_at_the_end(tmp_path: Path):
    """With the one around it, if that was made for it."""
    program = "from paceline.cli import options; print(options.out_folder(None, 'gate').is_dir())"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
    assert not list(tmp_path.iterdir())
