from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import sysconfig
from importlib.metadata import distributions
from typing import TYPE_CHECKING

import pytest

from paceline.cli import main, scan_table
from paceline.strategies.scan import Extension, scan

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))
FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package whose extension modules are CPython's own test modules, and one that is none."""
    source = importlib.util.find_spec("_testmultiphase")
    if sys.implementation.name != "cpython" or source is None or source.origin is None:
        pytest.skip("needs CPython's test modules")
    folder = tmp_path / "mixed-1.0.dist-info"
    folder.mkdir()
    names = ["_testmultiphase", "_test_non_isolated", "_testmultiphase_nonmodule"]
    for name in names:
        shutil.copy(source.origin, tmp_path / f"{name}{SUFFIX}")
    (tmp_path / f"broken{SUFFIX}").write_bytes(b"no library")
    files = "".join(f"{name}{SUFFIX},,\n" for name in [*names, "broken"])
    (folder / "RECORD").write_text(files, "utf-8")
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: mixed\nVersion: 1.0\n", "utf-8")
    monkeypatch.setattr("paceline.strategies.scan.distributions", lambda: distributions(path=[str(tmp_path)]))


@pytest.mark.usefixtures("installed")
def test_each_module_is_asked_what_it_declares() -> None:
    """Each extension module has its answers, or why they are not known; one that is none spoils no other."""
    found = {one.module: one for one in scan()}
    assert {one.package for one in found.values()} == {"mixed 1.0"}
    refuses = {name: one.refuses_subinterpreters for name, one in found.items()}
    expected = {"_testmultiphase": False, "_test_non_isolated": True, "_testmultiphase_nonmodule": True, "broken": None}
    if sys.version_info < (3, 14):
        expected = dict.fromkeys(expected)
        assert found["broken"].subinterpreters_unknown == "needs Python 3.14 or later"
    assert refuses == expected
    turned_on = found["_testmultiphase_nonmodule"]
    assert turned_on.turns_gil_on is (True if FREE_THREADED else None)
    assert turned_on.gil_unknown == ("" if FREE_THREADED else "only a free-threaded build shows it")


@pytest.mark.usefixtures("installed")
def test_a_module_that_hangs_is_not_known() -> None:
    """A module that takes longer than the patience has no answer, and says so."""
    assert {one.subinterpreters_unknown for one in scan(patience=0.001)} == {"loading it took more than 0.001 s"}


def test_the_table_has_a_row_for_each_package() -> None:
    """A package's row says what its modules have in common, or names the worse ones; each reason is there once."""
    bad = [Extension(f"a.m{n}", "a 1.0", True, "", True, "") for n in range(2)]
    mixed = [Extension("b.x", "b 2.0", False, "", True, ""), Extension("b.y", "b 2.0", None, "it crashed", False, "")]
    lines = scan_table.text([*bad, *mixed]).splitlines()
    assert lines[1].split() == ["a", "1.0", "2", "turned", "on", "refused"]
    assert "not known by 1 (b.y)" in lines[2]
    assert "refused by 1 (b.x)" in lines[2]
    assert lines[3] == "GIL: not known for 1 of 4 modules (it crashed)"


@pytest.mark.usefixtures("installed")
def test_scan_is_part_of_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    """`--scan --json` gives every answer to programs."""
    assert main(["strategies", "--scan", "--json"]) == 0
    modules = json.loads(capsys.readouterr().out)["extension_modules"]
    assert "broken" in {one["module"] for one in modules}
