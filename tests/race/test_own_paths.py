from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from paceline.race import environment, gating, own_paths
from paceline.race.entry import environment as environment_of
from paceline.results.records import Copied


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's repository, entered by its name; a link beside it leads there too."""
    folder = tmp_path / "repository"
    (folder / "benchmarks").mkdir(parents=True)
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "repository-2").mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PWD", raising=False)
    return folder


@pytest.fixture
def copied(user: Path) -> Copied:
    return Copied("/copy", (str(user),))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("{user}", "/copy"),
        ("{user}/benchmarks", "/copy/benchmarks"),
        ("{user}/test_it.py::test_it[{user}/x]", "/copy/test_it.py::test_it[/copy/x]"),
        ("--rootdir={user}", "--rootdir=/copy"),
        ("-c{user}/pytest.ini", "-c/copy/pytest.ini"),
        ("@{user}/words", "@/copy/words"),
        ("pythonpath={user}/src {user}/lib", "pythonpath=/copy/src /copy/lib"),
        ("--override-ini=addopts=--ignore={user}/old", "--override-ini=addopts=--ignore=/copy/old"),
        ("{link}/benchmarks", "/copy/benchmarks"),
        ("--confcutdir={link}", "--confcutdir=/copy"),
        ("../repository/benchmarks", "/copy/benchmarks"),
        ("benchmarks", "benchmarks"),
        ("../elsewhere", "../elsewhere"),
        ("{user}-2", "{user}-2"),
        ("/nowhere{user}", "/nowhere{user}"),
        ("not slow", "not slow"),
    ],
)
def test_a_path_into_the_repository_is_that_of_the_checkout(user: Path, copied: Copied, word: str, expected: str):
    """However an argument names it, and nothing else is changed."""
    places = {"user": str(user), "link": str(user.with_name("link"))}
    assert own_paths.arguments([word.format(**places)], copied) == [expected.format(**places)]


def test_a_folder_that_was_entered_through_a_link_is_known_by_it(
    user: Path, copied: Copied, monkeypatch: pytest.MonkeyPatch
):
    """A shell says in PWD how it came there, and scripts write that."""
    monkeypatch.setenv("PWD", str(user.with_name("link") / "benchmarks"))
    monkeypatch.chdir(user / "benchmarks")
    word = f"pythonpath={user.with_name('link')}/a {user.with_name('link')}/b"
    assert own_paths.arguments([word], copied) == ["pythonpath=/copy/a /copy/b"]


def test_the_folder_itself_is_raced_where_the_user_named_it(user: Path):
    """Nothing is mapped in a race of folders that were not copied."""
    assert own_paths.arguments([str(user)], None) == [str(user)]
    assert own_paths.path(str(user), None) == str(user)


def test_variables_with_paths_are_mapped_and_others_stay(user: Path, copied: Copied, monkeypatch: pytest.MonkeyPatch):
    """PYTHONPATH keeps what lies elsewhere, and PYTEST_ADDOPTS its quotes."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([f"{user}/src", "/elsewhere", "lib"]))
    monkeypatch.setenv("PYTEST_ADDOPTS", f"-k 'not slow' --ignore={user}/old")
    ours = environment_of(Path("/harness"), "/usr/bin/python", copied)
    assert ours["PYTHONPATH"].split(os.pathsep) == ["/harness", "/copy/src", "/elsewhere", "lib"]
    assert ours["PYTEST_ADDOPTS"] == "-k 'not slow' --ignore=/copy/old"


def test_any_variable_may_lead_into_the_users_tree(user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It leads to the same file of the copy, where the copy has it; what git ignores stays where it is."""
    (copy := tmp_path / "copy" / "bin").mkdir(parents=True)
    (copy.parent / "config.txt").touch()
    values = {"A": f"{user}/config.txt", "B": f"--file={user}/config.txt,x", "C": f"{user}/.cache", "D": f"{user}-2"}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", os.pathsep.join([f"{user}/bin", f"{user}/.venv/bin", "/usr/bin"]))
    ours = environment_of(Path("/harness"), "/usr/bin/python", Copied(str(copy.parent), (str(user),)))
    mapped = {"A": f"{copy.parent}/config.txt", "B": f"--file={copy.parent}/config.txt,x"}
    assert {name: ours[name] for name in values} == {**values, **mapped}
    assert ours["PATH"].split(os.pathsep) == [str(copy), f"{user}/.venv/bin", "/usr/bin"]


def test_the_callers_activated_environment_is_not_the_sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A side has its own environment's programs first, and none of the caller's."""
    own, theirs = tmp_path / "own" / "bin", tmp_path / "theirs" / "bin"
    own.mkdir(parents=True)
    (own.parent / "pyvenv.cfg").touch()
    monkeypatch.setenv("VIRTUAL_ENV", str(theirs.parent))
    monkeypatch.setenv("PATH", os.pathsep.join([str(theirs), "/usr/bin"]))
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    inside, outside = (environment_of(Path("/harness"), python) for python in (str(own / "python"), "/usr/bin/python"))
    assert (inside["VIRTUAL_ENV"], inside["PATH"]) == (str(own.parent), os.pathsep.join([str(own), "/usr/bin"]))
    assert not {"VIRTUAL_ENV", "PYTHONSAFEPATH"} & outside.keys()


def test_a_gates_sides_know_what_they_are_copies_of(user: Path, monkeypatch: pytest.MonkeyPatch):
    """A commit is a copy of the repository, though the gate was started below its top."""
    git = ["git", "-c", "user.name=n", "-c", "user.email=n@example.org"]
    (user / "benchmarks" / "test_it.py").touch()
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message=one"]):
        subprocess.run([*git, *words], cwd=user, check=True)
    monkeypatch.setattr(environment, "build", lambda python, *_: python)
    with gating.commits(user / "benchmarks", "HEAD", [sys.executable], None) as field:
        for side in field.sides:
            assert side.built
            assert own_paths.path(str(user / "benchmarks"), side.copied) == str(side.checkout.resolve())


def test_two_folders_are_each_mapped_into_both_copies(user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An argument names the candidate's folder, and is meant for the baseline's too."""
    monkeypatch.setattr(environment, "build", lambda python, *_: python)
    (user / "test_it.py").touch()
    with gating.folders(tmp_path / "repository-2", user, [sys.executable], None) as field:
        mapped = [own_paths.path(f"{user}/test_it.py", side.copied) for side in field.sides]
        assert mapped == [str(side.checkout.resolve() / "test_it.py") for side in field.sides]
