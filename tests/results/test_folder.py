from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from paceline.cli import main
from paceline.errors import ExitCode, PacelineError
from paceline.results.folder import RaceFolder
from paceline.results.records import Heat, Race, Side, Spent, SystemLoad
from paceline.results.store import Sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAMES = ("a/b", "a b", "a_b", "a%20b", "../up", "é", "long" * 75, "long" * 75 + "er")


def _race(*names: str) -> Race:
    heat = Heat(1, 0, 0, 0, names, None, "", 1.0, SystemLoad(0.0), Spent(), True)
    sides = tuple(Side(name, "python", ".", None, {"key": "cpython", "python": "3.14.1"}, {}) for name in names)
    race = Race(paceline="", kind="race", created="", sides=sides, pairs=(), pytest_args=(), machine={})
    race.heats = (heat,)
    return race


def _kept(path: Path, *names: str) -> RaceFolder:
    """Write a race of one case, of which each side has another time."""
    folder = RaceFolder.create(path)
    for number, name in enumerate(names):
        seconds = np.array([float(number + 1)])
        folder.save_heat(1, name, {"t.py::test_it": Sample(seconds, seconds, 1, 0)}, {}, {})
    folder.save(_race(*names))
    return folder


def test_each_side_has_its_own_files(tmp_path: Path):
    """Whatever sides are called, what was measured on one is read as its own."""
    _, samples = _kept(tmp_path, *NAMES).load()
    assert [samples.of("t.py::test_it", name)[1].wall[0] for name in NAMES] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert all(path.parent == tmp_path / "heats" for path in tmp_path.rglob("0001-*"))


def test_files_of_earlier_releases_are_read(tmp_path: Path):
    """They have `_` for what is no letter; the file of another side is never taken for such a one."""
    folder = _kept(tmp_path, "on 3.14", "a_b")
    (tmp_path / "heats" / "0001-on%203.14.json").rename(tmp_path / "heats" / "0001-on_3.14.json")
    folder.save(_race("on 3.14", "a_b", "a b"))
    _, samples = folder.load()
    assert [len(samples.of("t.py::test_it", name)) for name in ("on 3.14", "a_b", "a b")] == [1, 1, 0]


def test_a_folder_holds_one_race_at_a_time(tmp_path: Path):
    """Another one is refused while it runs, before anything is written."""
    first = RaceFolder.create(tmp_path)
    with pytest.raises(PacelineError, match="another race is using this folder"):
        RaceFolder.create(tmp_path)
    first.close()
    RaceFolder.create(tmp_path)


def _deep(manifest: dict[str, Any]) -> bytes:
    return json.dumps(manifest).encode()[:-1] + b', "notes": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def _with(**changes: Any) -> Callable[[dict[str, Any]], bytes]:
    return lambda manifest: json.dumps({**manifest, **changes}).encode()


ODD = {
    "nothing": lambda _: b"",
    "no object": lambda _: b"[]",
    "not UTF-8": lambda manifest: json.dumps(manifest).encode().replace(b"cpython", b"\xff"),
    "deep": _deep,
    "an unknown side": _with(pairs=[{"baseline": "x", "candidate": "y"}]),
    "no side": _with(sides=[]),
    "heats of wrong types": _with(heats=[1, None]),
    "no interpreter": lambda manifest: json.dumps(manifest).replace('"key"', '"lock"').encode(),
    "no version": lambda manifest: json.dumps(manifest).replace("3.14.1", "new").encode(),
    "no heats": _with(heats=[], cases=[]),
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_an_odd_manifest_is_one_sentence(tmp_path: Path, change, capsys: pytest.CaptureFixture[str]):
    """Judging it and reporting on it end with a sentence that names the folder, and not in a traceback."""
    folder = _kept(tmp_path, "a", "b")
    folder.save(_race("a", "b"))
    manifest = json.loads((tmp_path / "race.json").read_text())
    manifest["pairs"] = [{"baseline": "a", "candidate": "b"}]
    (tmp_path / "race.json").write_bytes(change(manifest))
    for command in ("judge", "report"):
        assert main([command, str(tmp_path)]) in {ExitCode.USAGE, ExitCode.UNJUDGED}
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert str(tmp_path) in said
