from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from paceline.errors import PacelineError
from paceline.race.environment import builders, choice, imports, kept, locks

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Tree

DEEP = "(" * 3000
DOUBLING = "".join(f"g{i} = [{{include-group = 'g{i + 1}'}}, {{include-group = 'g{i + 1}'}}]\n" for i in range(60))
NESTED = "".join(f"g{i} = [{{include-group = 'g{i + 1}'}}]\n" for i in range(3000))
ODD = {
    "a list of extras that is none": ("pyproject.toml", "[tool.poetry.group.dev.dependencies]\na = {extras = 5}"),
    "extras that are no words": ("pyproject.toml", "[tool.poetry.group.dev.dependencies]\na = {extras = [5]}"),
    "a caret before no version": ("pyproject.toml", "[tool.poetry.group.dev.dependencies]\na = '^x'"),
    "a version of digits": ("pyproject.toml", f"[tool.poetry.group.dev.dependencies]\na = '~{'1' * 5000}'"),
    "a version of spaces": ("pyproject.toml", f"[tool.poetry.group.dev.dependencies]\na = '1{' ,' * 50_000}x'"),
    "groups that double": ("pyproject.toml", f"[dependency-groups]\n{DOUBLING}g60 = []"),
    "groups nested deeply": ("pyproject.toml", f"[dependency-groups]\n{NESTED}g3000 = []"),
    "a marker nested deeply": ("pyproject.toml", f"[dependency-groups]\nbench = ['pytest ; {DEEP}']"),
    "a marker that compares nothing": ("pyproject.toml", "[dependency-groups]\nbench = ['pytest ; os_name > \"a\"']"),
    "a required version of digits": ("pyproject.toml", f"[dependency-groups]\nbench = ['pytest>={'1' * 5000}']"),
    "a host that is none": ("pyproject.toml", "[dependency-groups]\nbench = ['file://[']"),
    "a folder of nobody": ("pyproject.toml", "[dependency-groups]\nbench = ['~nobody-of-that-name/x']"),
    "a null character": ("pyproject.toml", '[dependency-groups]\nbench = ["./\\u0000"]'),
    "a name too long": ("pyproject.toml", f"[dependency-groups]\nbench = ['./{'a' * 5000}']"),
    "a folder's name too long": ("pyproject.toml", f"[tool.pytest.ini_options]\ntestpaths = ['{'a' * 5000}']"),
    "no options of pytest": ("pyproject.toml", "[tool.pytest]\nini_options = 5"),
    "patterns that are none": ("pyproject.toml", "[tool.pytest.ini_options]\npython_files = ['', '/a', '**x']"),
    "a quote that is open": ("requirements.txt", '-r "a'),
    "a marker that is a number": ("uv.lock", "[[package]]\nname = 'a'\nversion = '1'\nmarker = 5"),
    "markers that are a number": ("uv.lock", "[[package]]\nname = 'a'\nversion = '1'\nresolution-markers = 5"),
    "references to itself": ("tox.ini", "[testenv]\ndeps =\n" + "    {[testenv]deps}\n" * 40),
    "setup.py, too deep": ("setup.py", f"extras_require = {DEEP}"),
    "setup.py, a sum too long": ("setup.py", f"EXTRAS = {'1+' * 20_000}1"),
    "setup.py, extras that are numbers": ("setup.py", "setup(extras_require={'bench': 5})"),
    "noxfile, a decorator too long": ("noxfile.py", f"@{'a.' * 20_000}b\ndef session(session): ..."),
    "an import from nowhere": ("bench/test_it.py", f"def test_it(benchmark): ...\nfrom {'.' * 200} import x"),
    "a module's name too long": ("bench/test_it.py", f"def test_it(benchmark): ...\nimport {'a' * 5000}"),
    "a test too deep": ("bench/test_it.py", f"def test_it(benchmark): ...\nx = {'-' * 50_000}1"),
}


@pytest.mark.parametrize(("file", "text"), ODD.values(), ids=ODD)
def test_an_odd_file_of_a_project_is_one_sentence_at_most(tree: Tree, file: str, text: str):
    """What its benchmarks need is found as far as the file can be read, or an error of ours says why not."""
    tree.project("sample").write(bench__test_it_py="def test_it(benchmark): ...")
    path = tree.root / file
    path.write_text(text if file != "pyproject.toml" else f"[project]\nname = 'sample'\n{text}")
    with contextlib.suppress(PacelineError):
        needs = imports.needs(tree.place, ["bench"] if "testpaths" not in text else [])
        assert locks.locked(tree.place) is not None
        chosen = choice.choose(tree.place, needs)
        for offer in chosen.left:
            with contextlib.suppress(PacelineError):
                chosen = chosen.taking(offer, "all")
        builders.imported(choice.words(chosen).locals, tree.place)
        assert chosen.pins is not None


@pytest.mark.parametrize("text", ["{}", "[]", '{"holds": "x", "missing": [[]], "installed": {}}', "[" * 10**5])
def test_a_record_that_is_none_is_of_no_environment(tmp_path: Path, text: str):
    """An environment whose record cannot be read is built again."""
    (tmp_path / "paceline.json").write_text(text)
    assert kept.record(str(tmp_path / "bin" / "python")) is None
