from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.results import revisions

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file in a repository's folder, with two revisions and a commit between them."""
    folder = tmp_path / "kept"
    folder.mkdir()

    def git(*words: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch=main")
    for name, content in (("x.json", "one"), ("y.json", "other"), ("x.json", "two")):
        (folder / name).write_text(content)
        git("add", ".")
        git("commit", "--quiet", "--message", content)
    return folder / "x.json"


def test_a_files_history_is_its_own_commits(file: Path):
    """The oldest first, each with its content; commits of other files are none of it."""
    found = revisions.history(file)
    assert [revision.content for revision in found] == [b"one", b"two"]
    assert all(len(revision.commit) == 40 and revision.date[:2] == "20" for revision in found)


def test_a_file_is_read_at_a_commit(file: Path):
    """As it was then; nothing where it was not there yet."""
    assert revisions.at("HEAD~1", file) == b"one"
    assert revisions.at("HEAD~2", file.with_name("y.json")) is None


@pytest.mark.parametrize("revision", ["nowhere", "--all", "HEAD~9"])
def test_no_commit_is_one_sentence(file: Path, revision: str):
    """A name that git does not know, or that looks like an option, is named."""
    with pytest.raises(PacelineError, match=f"no revision '{revision}'"):
        revisions.at(revision, file)


def test_outside_a_repository_there_is_no_history(tmp_path: Path):
    """And no error."""
    assert revisions.history(tmp_path / "x.json") == []
