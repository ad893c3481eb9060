from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paceline.race.left_behind import hint
from paceline.results.records import Copied, Side

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def side(tmp_path: Path) -> Side:
    """A side below the top of a copy, and the user's folder, which has more in it."""
    user, copy = tmp_path / "user", tmp_path / "race" / "c"
    for folder in (user / "work" / "data", user / "src" / "rocket", copy / "work", tmp_path / "shared"):
        folder.mkdir(parents=True)
    for file in (user / "work" / "data" / "n.txt", user / "src" / "rocket" / "_native.cpython-313.so"):
        file.touch()
    (tmp_path / "shared" / "n.txt").touch()
    (copy / "work" / "there.txt").touch()
    (user / ".env").write_text("export ROCKET_N=3\n")
    return Side("a", "python", str(copy / "work"), None, {}, {}, copied=Copied(str(copy), (str(user),)))


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("FileNotFoundError: [Errno 2] No such file or directory: 'data/n.txt'", "git ignores work/data/n.txt, "),
        ("E   ModuleNotFoundError: No module named 'rocket._native'", "git ignores src/rocket/_native.*.so, "),
        ("KeyError: 'ROCKET_N'", "git ignores .env, "),
        ("FileNotFoundError: '../../shared/n.txt'", "../shared/n.txt lies outside the repository, "),
        (
            "KeyError: 'ROCKET_API_KEY'",
            "ROCKET_API_KEY looks like a secret, and is not passed to the benchmarks: give --pass-env ROCKET_API_KEY",
        ),
        ("ValueError: 'there.txt' is empty", ""),
        ("KeyError: 'ROCKET_M'", ""),
        ("KeyError: 'data/n.txt'", ""),
        ("No module named 'rocket.other'", ""),
    ],
)
def test_what_a_side_misses_is_explained(side: Side, monkeypatch: pytest.MonkeyPatch, reason: str, said: str):
    """By what the user has and a copy has not; what is wrong for another reason has no hint."""
    monkeypatch.setenv("ROCKET_API_KEY", "x")
    found = hint(reason, side)
    assert found.startswith(said)
    assert bool(found) == bool(said)


def test_a_folder_that_is_raced_where_it_is_misses_nothing(side: Side):
    """Nothing was left behind there."""
    there = Side("a", "python", side.checkout, None, {}, {})
    assert hint("FileNotFoundError: 'data/n.txt'", there) == ""
