from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .made import committed, git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit on main."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return committed(folder, "one", {"module.py": "ONE = 1\n", "folder/inner.py": "", ".gitignore": "ignored\n"})
