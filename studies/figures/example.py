"""A small repository with one real slowdown: a set of stop words has become a list."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """\
[project]
name = "telling"
version = "1.0"

[dependency-groups]
bench = ["pytest-benchmark"]
"""

WORDS = '''\
STOP = {kind}("a an and are as at be but by for if in into is it no not of on or such that the then they to".split())


def telling(text):
    """Return the words that are no stop words."""
    return [word for word in text.split() if word not in STOP]


def longest(text):
    """Return the longest word."""
    return max(text.split(), key=len)


def counted(text):
    """Return how often each word occurs."""
    found = {{}}
    for word in text.split():
        found[word] = found.get(word, 0) + 1
    return found
'''

TESTS = """\
import pytest
import telling

TEXT = "it is not the strongest of the species that survives but the one most responsive to change " * 20


@pytest.mark.parametrize("name", ["telling", "longest", "counted"])
def test_words(benchmark, name):
    benchmark(getattr(telling, name), TEXT)
"""


def lay_out(folder: Path) -> Path:
    """Make the repository: its branch `main` has the set, its branch `list` the list."""
    (folder / "benchmarks").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "telling.py").write_text(WORDS.format(kind="frozenset"))
    (folder / "benchmarks" / "test_words.py").write_text(TESTS)
    (folder / ".gitignore").write_text("results/\n")
    git = ["git", "-C", str(folder), "-c", "user.name=somebody", "-c", "user.email=somebody@example.org"]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "A set"], ["switch", "-qc", "list"]):
        subprocess.run([*git, *words], check=True)
    (folder / "telling.py").write_text(WORDS.format(kind="list"))
    subprocess.run([*git, "commit", "-qam", "A list"], check=True)
    return folder
