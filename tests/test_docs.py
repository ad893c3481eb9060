from __future__ import annotations

import importlib
import itertools
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("msgspec", reason="every command's options need paceline[judge]")

from paceline.cli import parsers
from paceline.cli.commands import COMMANDS
from paceline.judge.profile import PROFILES

ROOT = Path(__file__).parents[1]
PAGES = [
    path
    for pattern in ("README.md", "docs/*.md", "benchmarks/baselines/README.md", "studies/*/README.md", ".github/*.md")
    for path in ROOT.glob(pattern)
]
if not (ROOT / "docs").is_dir():
    pytest.skip("a source distribution has no documentation", allow_module_level=True)

every = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def commands(page: Path) -> list[list[str]]:
    """What a page tells its reader to type, and what it names as a command with options in its sentences."""
    named = re.findall(r"`((?:paceline|nox)\s[^`]+)`", page.read_text(encoding="utf-8"))
    return typed(page) + [shlex.split(line.replace("…", ""), comments=True) for line in named]


def typed(page: Path) -> list[list[str]]:
    """The commands in a page's console blocks, ours and nox's."""
    blocks = re.findall(r"(?s)```console\n(.*?)```", page.read_text(encoding="utf-8"))
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    each = [one for line in lines for one in line.split(" && ")]
    return [shlex.split(line, comments=True) for line in each if line.startswith(("paceline ", "nox "))]


def test_margins_are_those_of_the_profiles():
    """The table of the page on gates has what the program judges by."""
    rows = re.findall(
        r"(?m)^\| `(\w+)` \| ([\d.]+) % \| ([\d.]+) % \| (\d+) s \|$", (ROOT / "docs/gate.md").read_text()
    )
    told = {name: tuple(map(float, numbers)) for name, *numbers in rows}
    assert told == {
        name: (100 * profile.sequential.tolerance, 100 * profile.sequential.margin, profile.budget)
        for name, profile in PROFILES.items()
    }


@every
def test_every_command_in_the_documents_exists(page):
    """Each paceline command is read by its parser, and each nox session is in the noxfile."""
    known = set(re.findall(r"(?m)^def (\w+)\(session", (ROOT / "noxfile.py").read_text()))
    for words in commands(page):
        if words[0] == "nox":
            for session in [after for option, after in itertools.pairwise(words) if option == "-s"]:
                assert re.sub(r"-(3\.\d+t?|pypy\S+)$", "", session) in known, words
        elif len(words) > 1 and words[1] in COMMANDS:
            ours = words[1 : words.index("--")] if "--" in words else words[1:]
            if len(ours) > 1:
                assert parsers.parsed(words[1], ours).command == words[1]
        else:
            assert words[1:2] == [] or words[1].isupper() or words[1].startswith("--"), words


SMALL = {"50": "8", "63": "9", "32": "7"}
"""The tutorial's sizes take a minute each, printed by an older Python."""
SHORT = {"gate": ["--budget", "8s"], "calibrate": ["--gates", "1", "--slower", "0"], "bench": ["--budget", "8s"]}
RESIZE = "def resize(image): return image\nimages = [1, 2]\n"
"""What the page's own test needs besides."""


@pytest.mark.slow
def test_what_the_pages_tell_people_to_type_runs(tmp_path, monkeypatch):
    """Each paceline command of README and docs does its work, be there time for a verdict or not."""
    monkeypatch.syspath_prepend(str(ROOT / "studies" / "figures"))
    lay_out = importlib.import_module("example").lay_out

    project = lay_out(tmp_path / "words")
    page = (ROOT / "docs/strategies.md").read_text(encoding="utf-8")
    (own,) = re.findall(r"(?s)```python\n(def test_resize.*?)```", page)
    (project / "benchmarks" / "test_resize.py").write_text(RESIZE + own)
    for words in (each for page in (ROOT / "README.md", *ROOT.glob("docs/*.md")) for each in typed(page)):
        if words[0] != "paceline":
            continue
        (race,) = sorted(project.glob("results/*-gate"))[-1:] or [""]
        rest = [str(race) if word.startswith("results/") else SMALL.get(word, word) for word in words[2:]]
        command = [sys.executable, "-m", *words[:2], *SHORT.get(words[1], []), *rest]
        place = project if words[1] in {"gate", "judge", "calibrate", "bench"} else ROOT
        done = subprocess.run(command, check=False, cwd=place, capture_output=True, text=True)
        assert done.returncode in {0, 1, 3}, (words, done.stderr)


@every
def test_every_link_within_the_repository_leads_to_a_file(page):
    """A relative link names a file that is there."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.skipif(sys.version_info < (3, 11), reason="tomllib")
def test_the_reference_is_written_from_what_it_describes(tmp_path, monkeypatch):
    """Every command, key, profile, fixture, marker and exit code is in it, and its examples are read."""
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    import generated

    generated.write(tmp_path)
    text = {path.stem: path.read_text() for path in tmp_path.iterdir()}
    assert all(f"usage: paceline {name} " in text["commands"] for name in COMMANDS)
    assert "| strict | 0.00% | 0.75% |" in text["config"]
    assert "| `make_executor` | Yield a function" in text["plugin"]
    assert "| `core` |" in text["plugin"]
    assert "| `130` | interrupted" in text["codes"]
    assert "- `exit_code`" in text["schemas"]


def test_the_workload_in_the_contributors_page_is_one():
    """It computes, and its check accepts its results and no others."""
    (block,) = re.findall(
        r"(?s)```python\n(.*?)```", (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    )
    made: dict[str, Any] = {}
    exec(block, made)  # noqa: S102 (our own page)
    for argument in made["tasks"](made["SIZES"][0]):
        assert made["right"](argument, made["task"](argument))
        assert not made["right"](argument, made["task"](argument) / 2)
