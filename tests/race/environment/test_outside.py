from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from paceline.race.environment import kept, outside
from paceline.race.environment.kept import Record

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_beside_the_repository_is_another_after_a_change(tmp_path: Path):
    """Its files count, and what tools and git leave there does not."""
    (tmp_path / "lib.py").write_text("1")
    before = outside.state(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "lib.pyc").touch()
    assert outside.state(tmp_path) == before
    (tmp_path / "lib.py").write_text("12")
    assert outside.state(tmp_path) != before


def test_variables_of_a_build_are_those_that_its_files_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """And the compiler's, whatever the files say."""
    (tmp_path / "setup.py").write_text("import os\nfast = not os.environ.get('ROCKET_PURE')\nos.environ['PATH']\n")
    for name in ("ROCKET_PURE", "ROCKET_OTHER", "CFLAGS"):
        monkeypatch.setenv(name, "1")
    found = outside.variables([tmp_path])
    assert {name: value for name, value in found.items() if name not in {"CC", "CXX"}} == {
        "CFLAGS": "1",
        "ROCKET_PURE": "1",
    }


def _state(folder: Path) -> dict[str, str]:
    return {str(folder): outside.state(folder)}


@pytest.mark.parametrize("moving", [True, False])
def test_an_environment_is_kept_as_long_as_the_same_would_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, moving: bool
):
    """Another process builds it anew after a change; the one that has built it goes on with it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "_IN_USE", [])
    monkeypatch.setattr(kept, "_OURS", set())
    (lib := tmp_path / "lib").mkdir()
    (lib / "lib.py").touch()

    def make(folder: Path, executable: Path) -> Record:
        executable.parent.mkdir(parents=True)
        executable.touch()
        return Record(folder.name, moving=("lib",) if moving else (), outside={} if moving else _state(lib))

    def another_process() -> None:
        while kept._IN_USE:
            os.close(kept._IN_USE.pop())
        kept._OURS.clear()

    assert not kept.obtain("a", None, make).kept
    assert kept.obtain("a", None, make).kept
    another_process()
    assert kept.obtain("a", None, make).kept is not moving
    (lib / "lib.py").write_text("changed")
    assert kept.obtain("a", None, make).kept
    another_process()
    assert not kept.obtain("a", None, make).kept
