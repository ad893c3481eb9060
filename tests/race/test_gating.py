from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race import checkout, environment, gating
from paceline.race.checkout import Checkout
from paceline.race.environment import Request
from paceline.results.folder import RaceFolder

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(
        ["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit on main."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "module.py").write_text("ONE = 1\n")
    (folder / ".gitignore").write_text("ignored\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "one")
    return folder


def test_both_sides_are_laid_out_as_they_are(repository: Path):
    """The baseline is the commit; the candidate has uncommitted and untracked files, and no ignored or deleted ones."""
    (repository / "module.py").write_text("ONE = 2\n")
    (repository / "new.py").write_text("")
    (repository / "ignored").write_text("")
    base = git(repository, "rev-parse", "HEAD")
    with checkout.laid_out(repository, base) as (baseline, candidate):
        assert (baseline.folder / "module.py").read_text() == "ONE = 1\n"
        assert (candidate.folder / "module.py").read_text() == "ONE = 2\n"
        assert (candidate.folder / "new.py").exists()
        assert not (candidate.folder / "ignored").exists()
        assert len(str(baseline.folder)) == len(str(candidate.folder))
        assert (baseline.revision, candidate.revision) == (base, f"{base}+")
        assert baseline.content != candidate.content


def test_equal_files_are_known_to_be_equal(repository: Path):
    """A clean tree compared with its own commit is an A/A race, and that is known."""
    with checkout.laid_out(repository, git(repository, "rev-parse", "HEAD")) as (baseline, candidate):
        assert baseline.content == candidate.content
        assert not candidate.revision.endswith("+")


def test_nothing_is_left_whatever_happens(repository: Path):
    """Both folders are gone after an error too, and git knows of no other worktree."""
    folders = []
    with pytest.raises(ZeroDivisionError), checkout.laid_out(repository, "HEAD") as sides:  # noqa: PT012
        folders = [side.folder for side in sides]
        raise ZeroDivisionError
    assert not any(folder.exists() for folder in folders)
    assert len(git(repository, "worktree", "list").splitlines()) == 1


def test_both_sides_can_ask_git_for_their_version(repository: Path):
    """Projects take their version from git: the candidate is at HEAD too, without what was deleted."""
    git(repository, "tag", "v1")
    (repository / "module.py").unlink()
    with checkout.laid_out(repository, "HEAD") as sides:
        assert [git(side.folder, "describe", "--tags") for side in sides] == ["v1", "v1"]
        assert [(side.folder / "module.py").exists() for side in sides] == [True, False]


def test_a_hooks_own_index_is_none_of_a_gates(repository: Path, monkeypatch: pytest.MonkeyPatch):
    """Git tells its hooks which repository and index they are for; a gate looks for its own."""
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    with checkout.laid_out(repository, "HEAD") as (baseline, candidate):
        assert baseline.content == candidate.content


def test_what_a_race_leaves_is_no_part_of_the_next_ones_tree(repository: Path):
    """Its folder ignores itself, wherever it is."""
    RaceFolder.create(repository / "anywhere")
    with checkout.laid_out(repository, "HEAD") as (baseline, candidate):
        assert baseline.content == candidate.content


def test_folders_are_copied_before_anything_is_built_in_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Without what tools have left there; the originals stay as they are, and the copies are gone afterwards."""
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        (folder / "build/lib").mkdir(parents=True)
        (folder / "test_it.py").write_text("")
    monkeypatch.setattr(environment, "build", lambda python, *_: python)
    with gating.folders(one, other, [sys.executable], None) as field:
        copies = [side.checkout for side in field.sides]
        assert all((copy / "test_it.py").exists() and not (copy / "build").exists() for copy in copies)
        assert field.same
    assert not any(copy.exists() for copy in copies)
    assert (one / "build").exists()


def test_a_copy_is_edited_and_nothing_else(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A calibration's edit reaches no file behind a link, and passes over links to nowhere and over read-only files."""
    (tmp_path / "shared.py").write_text("SHARED = 1\n")
    (repository / "common.py").symlink_to("../shared.py")
    (repository / ".#module.py").symlink_to("user@host.1")
    (repository / "latin.py").write_bytes(b"# coding: latin-1\n# \xe9\n")
    (repository / "latin.py").chmod(0o444)
    monkeypatch.setattr(environment, "build", lambda python, *_, **__: python)
    with gating.copies(repository, sys.executable, None) as (same, neutral):
        edited = neutral.sides[1].checkout
        assert all("_NEUTRAL" in (edited / name).read_text("latin-1") for name in ("module.py", "latin.py"))
        assert (edited / "common.py").read_text() == "SHARED = 1\n"
        assert (same.same, neutral.same) == (True, False)
    assert (tmp_path / "shared.py").read_text() == "SHARED = 1\n"
    assert (repository / "module.py").read_text() == "ONE = 1\n"


def test_a_baseline_without_the_folder_has_an_empty_one(repository: Path, monkeypatch: pytest.MonkeyPatch):
    """Who stands in a new folder compares with a commit that lacks it: a side starts there all the same."""
    (repository / "new").mkdir()
    (repository / "new/test_it.py").write_text("")
    monkeypatch.setattr(environment, "build", lambda python, *_, **__: python)
    with gating.commits(repository / "new", "HEAD", [sys.executable], None) as field:
        baseline, candidate = (side.checkout for side in field.sides)
        assert not list(baseline.iterdir())
        assert [path.name for path in candidate.iterdir()] == ["test_it.py"]


def test_the_default_baseline_is_where_the_branch_left(repository: Path):
    """Without --against the baseline is the merge base with the default branch."""
    base = git(repository, "rev-parse", "HEAD")
    git(repository, "switch", "--quiet", "--create", "branch")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "two")
    assert checkout.resolve(repository, None) == (base, "the merge base with main")


def test_a_branch_that_has_moved_on_is_said_to_have(repository: Path):
    """What it has and HEAD lacks counts as HEAD's: one may have meant where the two parted."""
    git(repository, "switch", "--quiet", "--create", "branch")
    git(repository, "switch", "--quiet", "main")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "two")
    git(repository, "switch", "--quiet", "branch")
    said = "main, 1 commit ahead of HEAD; without --against, the gate compares with the merge base"
    assert checkout.resolve(repository, "main")[1] == said


def test_what_cannot_be_compared_is_one_sentence(repository: Path, tmp_path: Path):
    """No repository, no such revision, no common commit: each has its sentence and its way out."""
    with pytest.raises(PacelineError, match="not in a git repository"):
        checkout.root(tmp_path)
    with pytest.raises(PacelineError, match="no revision 'nowhere'"):
        checkout.resolve(repository, "nowhere")
    git(repository, "checkout", "--quiet", "--orphan", "other")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "unrelated")
    with pytest.raises(PacelineError, match="no commit is common"):
        checkout.resolve(repository, None)


def test_a_repository_without_a_commit_is_told_so(tmp_path: Path):
    """With a revision and without."""
    git(tmp_path, "init", "--quiet")
    for revision in ("main", None):
        with pytest.raises(PacelineError, match="commit first"):
            checkout.resolve(tmp_path, revision)


def test_a_path_that_is_nowhere_is_refused_before_anything_is_built(repository: Path):
    """What was probably meant is named; an option's value is no path, and a path of one side is new or removed."""
    (repository / "benchmarks").mkdir()
    (repository / "benchmarks" / "test_it.py").write_text("")
    for word in ("bench/", "benchmark/test_it.py::test_it"):
        with (
            pytest.raises(PacelineError, match=rf"there is no {word}, on any side"),
            gating.commits(repository, "HEAD", [sys.executable], Request(arguments=("-q", "--co", "a", word))),
        ):
            pass
    folder = Checkout(repository, "", "", repository)
    gating.check_paths(("--ignore", "no/such", "-k", "a/b", "benchmarks/test_it.py", "-ono/such"), folder, folder)


def test_a_misspelt_branch_is_suggested(repository: Path):
    """What was probably meant is named; where nothing is like it, the newest branch."""
    (repository / "file.txt").write_text("changed", encoding="utf-8")
    git(repository, "add", "file.txt")
    git(repository, "stash")
    for said in ("mian", "trunk"):
        with pytest.raises(PacelineError) as caught:
            checkout.resolve(repository, said)
        assert str(caught.value.cure).endswith("such as main")


def test_a_branch_that_only_the_remote_has_is_found_there(repository: Path, tmp_path: Path):
    """A clone of a feature branch, as CI makes it, has no local main."""
    base = git(repository, "rev-parse", "HEAD")
    git(repository, "switch", "--quiet", "--create", "feature")
    git(tmp_path, "clone", "--quiet", "--branch=feature", repository.as_uri(), "clone")
    assert checkout.resolve(tmp_path / "clone", "main") == (base, "origin/main")


def test_a_shallow_clone_is_told_how_to_be_deepened(repository: Path, tmp_path: Path):
    """A clone that lacks the baseline says how to fetch it."""
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "two")
    git(tmp_path, "clone", "--quiet", "--depth=1", repository.as_uri(), "shallow")
    old = git(repository, "rev-parse", "HEAD~1")
    with pytest.raises(PacelineError, match="git fetch --unshallow"):
        checkout.resolve(tmp_path / "shallow", old)


def test_a_baseline_that_does_not_install_is_named(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Which side could not be installed is reported, with the installer's reason."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (repository / "pyproject.toml").write_text('[project]\nname = "x"\n[build-system]\nrequires = ["/no/such/file"]\n')
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "broken")
    with (
        pytest.raises(PacelineError, match=r"side baseline: the requirements could not be installed"),
        gating.commits(repository, "HEAD", [sys.executable], None),
    ):
        pass
    assert not list((tmp_path / "cache").rglob("paceline.json"))
