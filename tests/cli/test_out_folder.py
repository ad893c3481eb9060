from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("msgspec")
from paceline.cli import claims, main, options
from paceline.errors import ExitCode

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
    claims.release()


def test_a_folder_that_stayed_empty_is_gone_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """With the one around it, if that was made for it; what holds something stays."""
    monkeypatch.chdir(tmp_path)
    assert main(["gate", "--against=HEAD"]) == ExitCode.USAGE
    assert not list(tmp_path.iterdir())
    empty, full = (options.out_folder(None, "gate") for _ in range(2))
    (full / "race.json").write_text("")
    claims.release()
    assert (empty.exists(), full.exists()) == (False, True)
