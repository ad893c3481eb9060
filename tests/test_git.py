from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from paceline import git
from paceline.errors import PacelineError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository without a commit."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    return tmp_path


def test_a_hooks_repository_is_forgotten_and_the_users_settings_are_not(
    repository: Path, monkeypatch: pytest.MonkeyPatch
):
    """Git tells a hook where it runs, in the variables that users set as well."""
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "a.b")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "given")
    monkeypatch.setenv("GIT_SSH_COMMAND", "ssh -v")
    assert git.says(repository, "rev-parse", "--git-dir") == ".git"
    assert git.says(repository, "config", "a.b") == "given"
    assert git.surroundings()["GIT_SSH_COMMAND"] == "ssh -v"


def test_a_refusal_has_gits_reason_and_gits_cure(repository: Path, monkeypatch: pytest.MonkeyPatch):
    """Of several lines the one that says why; a setting that git names is the way out."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    said = r"dubious ownership in repository at .*; git config --global --add safe.directory \S+$"
    with pytest.raises(PacelineError, match=said):
        git.must(repository, "status")


def test_where_there_is_no_git_that_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch):
    """As one sentence, or as nothing where git is only asked for more than is needed."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PacelineError, match="install git"):
        git.must(repository, "status")
    assert git.says(repository, "status") is None
