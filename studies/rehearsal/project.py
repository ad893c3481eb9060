"""The project that the pull requests are for, in a repository of its own: a base, and a head merged into it."""

from __future__ import annotations

import subprocess
from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LIBRARY = """
    import sys

    def total(n):
        return sum(range(n))

    def squares(n):
        return [i * i for i in range(n)]

    def words(n):
        return " ".join(map(str, range(n))).split()
"""

_TESTS = """
    import library

    def test_total(benchmark):
        assert benchmark(library.total, 20_000) == 199_990_000

    def test_squares(benchmark):
        assert len(benchmark(library.squares, 5_000)) == 5_000

    def test_words(benchmark):
        assert len(benchmark(library.words, 3_000)) == 3_000
"""

_PROJECT = """
    [tool.paceline.thresholds."*"]
    tolerance = "2 %"
    margin = "10 %"
"""

SCENARIOS = {
    "clean": ("library.py", ("def words(n):\n", 'def words(n):\n    """Count in words."""\n')),
    "slower": ("library.py", ("return sum(range(n))", "return sum(range(n)) + 0 * sum(range(n // 2))")),
    "slower-on-the-oldest": (
        "library.py",
        (
            "    return sum(range(n))",
            "    again = sum(range(n // 2)) if sys.version_info < (3, 12) else 0\n    return sum(range(n)) + 0 * again",
        ),
    ),
    "broken": ("test_library.py", ("== 5_000\n", "== 4_999\n")),
}
"""By name: the file that a pull request changes, and what it replaces in it by what."""


def repository(folder: Path, change: tuple[str, tuple[str, str]]) -> None:
    """Make a repository whose HEAD is a merge of this change into its base."""
    folder.mkdir()
    for name, content in (("library.py", _LIBRARY), ("test_library.py", _TESTS), ("pyproject.toml", _PROJECT)):
        (folder / name).write_text(dedent(content), encoding="utf-8")
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _commit(folder, "base")
    _git(folder, "switch", "--quiet", "--create", "change")
    name, (old, new) = change
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    _commit(folder, "change")
    _git(folder, "switch", "--quiet", "main")
    _git(folder, "merge", "--quiet", "--no-ff", "--message", "merge", "change")


def _commit(folder: Path, message: str) -> None:
    _git(folder, "add", ".")
    _git(folder, "commit", "--quiet", "--message", message)


def _git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=folder, check=True)
