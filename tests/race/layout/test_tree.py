from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race import checkout

from .made import committed, git, listing, sides, with_submodule, write

if TYPE_CHECKING:
    from collections.abc import Callable


def test_names_need_not_be_text(repository: Path):
    """A file name is bytes: one that is no UTF-8 is in both sides, committed or not."""
    name = os.fsdecode(b"caf\xe9.py")
    committed(repository, "two", {name: ""})
    write(repository, {name + "x": "", "a b\n\tü.py": ""})
    with sides(repository) as (one, other):
        assert name in listing(one)
        assert {name, name + "x", "a b\n\tü.py"} <= listing(other)


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "a.py").write_text("")


def _link(path: Path) -> None:
    path.symlink_to("module.py")


def _nested(path: Path) -> None:
    path.mkdir()
    git(path, "init", "--quiet")
    committed(path, "nested", {"a.py": ""})


KINDS: dict[str, Callable[[Path], object]] = {
    "file": lambda path: path.write_text(""),
    "folder": _folder,
    "link": _link,
    "link to a folder": lambda path: path.symlink_to("folder"),
    "repository": _nested,
    "nothing": lambda _: None,
}


def test_what_becomes_something_else_is_that(repository: Path):
    """A file, a folder, a link or a repository that another kind has replaced since the commit is what it is now."""
    pairs = {f"{before} then {after}": (before, after) for before in KINDS for after in KINDS}
    for name, (before, _) in pairs.items():
        KINDS[before](repository / name)
    committed(repository, "before")
    for name, (_, after) in pairs.items():
        thing = repository / name
        if thing.is_dir() and not thing.is_symlink():
            shutil.rmtree(thing)
        else:
            thing.unlink(missing_ok=True)
        KINDS[after](thing)
    with checkout.copied(repository, "copy") as (other,):
        assert listing(other) == listing(repository)
        for name, (_, after) in pairs.items():
            assert os.path.lexists(other / name) == (after != "nothing")
            assert (other / name).is_symlink() == (repository / name).is_symlink()


def test_links_mean_what_they_mean_in_the_tree(tmp_path: Path, repository: Path):
    """Out of the repository they lead to the same place, within it they stay within the side; git sees no change."""
    (tmp_path / "shared.py").write_text("SHARED = 1\n")
    targets = {"out.py": "../shared.py", "in.py": str(repository / "module.py"), "gone": "user@host.1", "dir": "folder"}
    for name, target in targets.items():
        (repository / name).symlink_to(target)
    committed(repository, "links")
    with sides(repository) as both:
        for side in both:
            assert (side / "out.py").read_text() == "SHARED = 1\n"
            assert (side / "in.py").resolve() == side.resolve() / "module.py"
            assert (side / "gone").readlink() == Path("user@host.1")
            assert (side / "dir").readlink() == Path("folder")
        assert git(both[0], "status", "--porcelain") == ""
    with checkout.laid_out(repository, "HEAD") as (one, other):
        assert one.content == other.content


def test_what_is_no_file_is_passed_over(repository: Path, monkeypatch: pytest.MonkeyPatch):
    """Sockets and pipes are in no side, even where a committed file has become one."""
    monkeypatch.chdir(repository)  # a socket's path must be short
    (repository / "module.py").unlink()
    os.mkfifo(repository / "module.py")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        with sides(repository) as (_, other):
            assert listing(other) == {".gitignore", "folder/inner.py"}


def test_what_cannot_be_read_is_named(repository: Path, monkeypatch: pytest.MonkeyPatch):
    """In one sentence with the file and the cure."""

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shutil, "copyfileobj", denied)
    with (
        pytest.raises(PacelineError, match=r"repository/\S+: cannot be copied \(Permission denied\); make it readable"),
        sides(repository),
    ):
        pass


def test_changes_that_git_was_told_to_overlook_are_in(repository: Path):
    """The candidate is what lies in the tree, whatever was promised of it; rights to run are part of it."""
    git(repository, "update-index", "--assume-unchanged", "module.py")
    (repository / "module.py").write_text("ONE = 2\n")
    (repository / "folder/inner.py").chmod(0o755)
    with sides(repository) as (_, other):
        assert (other / "module.py").read_text() == "ONE = 2\n"
        assert os.access(other / "folder/inner.py", os.X_OK)


def test_a_conflict_in_the_middle_is_taken_as_it_lies(repository: Path):
    """A merge that waits for its author has several entries of one file in its index, and one file in its tree."""
    git(repository, "switch", "--quiet", "--create", "side")
    committed(repository, "side", {"module.py": "ONE = 2\n"})
    git(repository, "switch", "--quiet", "main")
    committed(repository, "main", {"module.py": "ONE = 3\n"})
    with pytest.raises(Exception, match="merge"):
        git(repository, "merge", "side")
    with sides(repository) as (_, other):
        assert "<<<<<<<" in (other / "module.py").read_text()


def test_a_folder_may_have_any_name(repository: Path):
    """A line's end and quotes in it, too."""
    strange = repository.rename(repository.with_name('two\nlines "of" \\ name'))
    with sides(strange) as (baseline, candidate):
        assert (baseline / "module.py").read_text() == (candidate / "module.py").read_text() == "ONE = 1\n"


def test_submodules_are_as_recorded_and_as_they_lie(tmp_path: Path, repository: Path):
    """The commit has the recorded ones, the candidate what is in the tree; those within submodules too."""
    with_submodule(tmp_path, repository)
    write(repository, {"vendor/lib/lib.py": "OLD = 2\n", "vendor/lib/deep/new.py": ""})
    with sides(repository) as (one, other):
        assert (one / "vendor/lib/lib.py").read_text() == "OLD = 1\n"
        assert (other / "vendor/lib/lib.py").read_text() == "OLD = 2\n"
        assert "vendor/lib/deep/deep.py" in listing(one)
        assert {"vendor/lib/deep/deep.py", "vendor/lib/deep/new.py"} <= listing(other)


def test_a_sparse_checkout_has_full_sides(repository: Path):
    """What isn't checked out is unchanged and not deleted, and a project may need it for its build."""
    git(repository, "sparse-checkout", "set", "--no-cone", "/module.py")
    assert not (repository / "folder").exists()
    with checkout.laid_out(repository, "HEAD") as (one, other):
        assert "folder/inner.py" in listing(other.folder)
        assert one.content == other.content
        assert git(other.folder, "status", "--porcelain") == ""


def test_temporary_files_within_the_repository_are_none_of_it(repository: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder for temporary files may lie in the tree: a side is no part of the other one."""
    (repository / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(repository / "tmp"))
    with sides(repository) as (one, other):
        assert listing(one) == listing(other)
