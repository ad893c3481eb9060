from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race import checkout
from paceline.race.layout.content import content

from .made import committed, git, listing, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LEFT_OVER = [
    "build/lib/x.py",
    "build/bdist.linux-x86_64/y",
    "dist/x-1.tar.gz",
    "dist/x-1-py3-none-any.whl",
    "x.egg-info/PKG-INFO",
    "src/x.egg-info/PKG-INFO",
    "env/pyvenv.cfg",
    "deep/env/pyvenv.cfg",
    "a/__pycache__/x.pyc",
    ".tox/x",
    "a/.pytest_cache/x",
    "results/1/race.json",
    "results/1/heats/1.json",
]
KEPT = [
    "src/x/build/__init__.py",
    "src/x/results/__init__.py",
    "src/x/dist/y.whl",
    "results/__init__.py",
    "results/mine.csv",
    "a/x.egg-info/PKG-INFO",
    ".hidden",
    "venv/readme",
    "d/CACHEDIR.TAG",
]


def test_a_folder_is_copied_without_what_tools_left(tmp_path: Path):
    """A package may have a tool's favourite name: only what surely is a left-over stays behind."""
    write(tmp_path / "one", dict.fromkeys([*LEFT_OVER, *KEPT], ""))
    write(tmp_path / "one", {"c/CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n"})
    before = listing(tmp_path / "one")
    with checkout.duplicated(tmp_path / "one") as (copy,):
        assert listing(copy.folder) == set(KEPT)
        assert copy.revision == "a folder"
    assert listing(tmp_path / "one") == before


@pytest.mark.parametrize("name", ["build", "dist"])
def test_a_package_at_the_top_may_be_called_like_a_tools_folder(tmp_path: Path, name: str):
    """One file in it that no tool has made is enough to know."""
    write(tmp_path / "one", {f"{name}/__init__.py": "", f"{name}/lib/x.py": ""})
    with checkout.duplicated(tmp_path / "one") as (copy,):
        assert listing(copy.folder) == {f"{name}/__init__.py", f"{name}/lib/x.py"}


def test_a_folder_that_git_knows_is_laid_out_like_a_working_tree(repository: Path, tmp_path: Path):
    """A build may ask for the version there too; ignored files are left out, and both paths are equally long."""
    git(repository, "tag", "v1")
    write(repository, {"ignored": "", "new.py": ""})
    write(tmp_path / "other", {"module.py": ""})
    with checkout.duplicated(repository / "folder", tmp_path / "other") as (one, other):
        assert git(one.start, "describe", "--tags") == "v1"
        assert one.start == one.folder / "folder"
        assert listing(one.folder) == {".gitignore", "module.py", "folder/inner.py", "new.py"}
        assert len(str(one.start)) == len(str(other.start))
        assert one.revision == git(repository, "rev-parse", "HEAD") + "+"


def test_a_folder_that_a_repository_ignores_is_copied_itself(repository: Path):
    """An unpacked release may lie in a repository that has nothing of it."""
    write(repository, {"ignored/old.py": ""})
    with checkout.duplicated(repository / "ignored") as (copy,):
        assert listing(copy.start) == {"old.py"}
        assert copy.start == copy.folder


def test_links_out_of_a_folder_lead_to_the_same_place(tmp_path: Path):
    """Dangling ones stay so, and none is followed while copying."""
    write(tmp_path, {"shared/data.py": "1", "one/a.py": ""})
    for name, target in {"data": "../shared", "gone": "user@host.1"}.items():
        (tmp_path / "one" / name).symlink_to(target)
    with checkout.duplicated(tmp_path / "one") as (copy,):
        assert (copy.folder / "data").is_symlink()
        assert (copy.folder / "data/data.py").read_text() == "1"
        assert (copy.folder / "gone").is_symlink()


def test_a_repository_that_git_refuses_is_not_copied_as_a_folder(repository: Path):
    """Git's reason is the sentence: without its version a build would fail later, for another reason."""
    (repository / ".git/HEAD").write_text("nonsense")
    with pytest.raises(PacelineError, match="git repository"), checkout.duplicated(repository):
        pass


def test_content_knows_names_bytes_rights_and_links(tmp_path: Path):
    """Each of these makes another content; what git keeps of its own does not."""
    write(tmp_path, {"a/x.py": "1"})
    seen = [content(tmp_path / "a")]
    changes: list[Callable[[], object]] = [
        lambda: (tmp_path / "a/x.py").write_text("2"),
        lambda: (tmp_path / "a/x.py").chmod(0o755),
        lambda: (tmp_path / "a/l").symlink_to("x.py"),
        lambda: committed(tmp_path / "a", "y", {"y.py": ""}),
    ]
    git(tmp_path / "a", "init", "--quiet")
    for change in changes:
        change()
        seen.append(content(tmp_path / "a"))
    assert len(set(seen)) == len(seen)
    committed(tmp_path / "a", "again")
    assert content(tmp_path / "a") == seen[-1]
