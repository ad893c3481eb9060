from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race import checkout

from .made import committed, git, listing, sides, with_submodule, write

if TYPE_CHECKING:
    from pathlib import Path


def test_git_answers_in_a_side_as_in_the_repository(repository: Path):
    """Tags, branches and a clean tree are there: projects ask for their version in many ways."""
    git(repository, "tag", "v1")
    committed(repository, "two")
    git(repository, "tag", "--annotate", "--message", "second", "v2")
    with sides(repository, "HEAD~1") as both:
        told = [git(side, "describe", "--tags", "--dirty", "--always") for side in both]
        assert told == ["v1", "v2"]
        assert git(both[0], "for-each-ref") == git(repository, "for-each-ref")


def test_hooks_never_run(repository: Path, tmp_path: Path):
    """Neither the repository's own nor those of a folder that its settings name."""
    for folder in (repository / ".git/hooks", tmp_path / "hooks"):
        for name in ("post-checkout", "post-index-change", "reference-transaction"):
            write(folder, {name: f"#!/bin/sh\ntouch '{tmp_path}/ran'\n"})
            (folder / name).chmod(0o755)
    with sides(repository):
        pass
    git(repository, "config", "core.hooksPath", str(tmp_path / "hooks"))
    with sides(repository) as (one, _):
        git(one, "checkout", "--quiet", "main")
    assert not (tmp_path / "ran").exists()


def test_filters_and_line_ends_are_the_users(repository: Path):
    """Settings of the repository hold in its sides, also those that it includes and the attributes that it keeps."""
    write(repository, {".git/more": '[filter "loud"]\n\tsmudge = "tr a-z A-Z"\n\tclean = "tr A-Z a-z"\n'})
    write(repository, {".git/info/attributes": "*.txt filter=loud\n", ".gitattributes": "*.py eol=crlf\n"})
    git(repository, "config", "include.path", "more")
    write(repository, {"said.txt": "word\n"})
    committed(repository, "two")
    (repository / "said.txt").unlink()
    git(repository, "checkout", "said.txt", "module.py")
    (repository / "module.py").unlink()
    git(repository, "checkout", "module.py")
    with checkout.laid_out(repository, "HEAD") as (one, other):
        assert (one.folder / "said.txt").read_text() == "WORD\n"
        assert (one.folder / "module.py").read_bytes() == b"ONE = 1\r\n" == (other.folder / "module.py").read_bytes()


def test_settings_are_copied_as_they_are(repository: Path):
    """Quotes, backslashes, several lines, values without a sign and names with dots mean what they mean there."""
    git(repository, "config", "a.b.c.name", ' x"\\y;#\tz\nend ')
    write(repository, {".git/config": (repository / ".git/config").read_text() + '[q "w\\"\\\\"]\n\tbare\n\tempty =\n'})
    with sides(repository) as both:
        for side in (repository, *both):
            assert git(side, "config", "-z", "--get-regexp", r"^(a|q)\.") == git(
                repository, "config", "-z", "--get-regexp", r"^(a|q)\."
            )


@pytest.mark.parametrize("how", ["shallow", "borrowing", "linked", "sha256", "partial", "partial and sparse"])
def test_any_clone_can_be_laid_out(repository: Path, tmp_path: Path, how: str):
    """Shallow ones, those that borrow objects or lack some, other worktrees, and other hashes."""
    committed(repository, "two", {"module.py": "ONE = 2\n", "large/file.py": ""})
    git(repository, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    words = {
        "shallow": ("clone", "--quiet", "--depth=2", repository.as_uri(), str(clone)),
        "borrowing": ("clone", "--quiet", "--shared", str(repository), str(clone)),
        "linked": ("worktree", "add", "--quiet", str(clone)),
        "sha256": ("init", "--quiet", "--object-format=sha256", str(clone)),
        "partial": ("clone", "--quiet", "--filter=blob:none", repository.as_uri(), str(clone)),
        "partial and sparse": ("clone", "--quiet", "--filter=blob:none", "--sparse", repository.as_uri(), str(clone)),
    }
    git(repository, *words[how])
    if how == "sha256":
        committed(clone, "one", {"module.py": "ONE = 1\n"})
        committed(clone, "two", {"module.py": "ONE = 2\n"})
    with sides(clone, "HEAD~1") as (one, other):
        assert (one / "module.py").read_text() == "ONE = 1\n"
        assert listing(other) == listing(clone)
        assert git(other, "status", "--porcelain") == ""
        assert ("large/file.py" in listing(other)) == (how not in {"sha256", "partial and sparse"})


def test_a_commits_submodule_need_not_be_in_the_tree(tmp_path: Path, repository: Path):
    """Git keeps those that a branch once had; one that was never fetched stays empty, as in a fresh clone."""
    with_submodule(tmp_path, repository)
    git(repository, "rm", "--quiet", "-r", "vendor")
    committed(repository, "gone")
    with sides(repository, "HEAD~1") as (one, other):
        assert {"vendor/lib/lib.py", "vendor/lib/deep/deep.py"} <= listing(one)
        assert "vendor/lib/lib.py" not in listing(other)
    shutil.rmtree(repository / ".git/modules")
    with sides(repository, "HEAD~1") as (one, _):
        assert (one / "vendor/lib").is_dir()
        assert "vendor/lib/lib.py" not in listing(one)


def test_a_submodule_that_lacks_a_recorded_commit_is_named(tmp_path: Path, repository: Path):
    """With the command that fetches it: an empty folder would be measured as something else."""
    lib = with_submodule(tmp_path, repository)
    committed(lib, "newer", {"lib.py": "OLD = 3\n"})
    newer = git(lib, "rev-parse", "HEAD")
    git(repository, "update-index", "--cacheinfo", f"160000,{newer},vendor/lib")
    git(repository, "commit", "--quiet", "--message", "newer")
    with (
        pytest.raises(PacelineError, match=rf"vendor/lib: the submodule has no commit {newer[:12]}.*fetch origin"),
        sides(repository),
    ):
        pass
