from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import msgspec
import pytest

from paceline.errors import PacelineError
from paceline.results import baseline as files
from paceline.results.baseline import Approval, Baseline, Entry, Figure, Machine

if TYPE_CHECKING:
    from pathlib import Path

SLOW, FAST = "b.py::test[size=100]", "b.py::test[size=20]"
BASELINE = Baseline(
    schema=files.SCHEMA,
    identity="cpython-3.14.1-gil-0a1b2c3d",
    name="3.14",
    machine=Machine("A CPU", 2, "Linux", "x86_64"),
    pytest_args=("benchmarks", "-m", "core"),
    approvals=(Approval("c0ffee", "2026-01-02T03:04:05+00:00", "first ± “quotes”"),),
    workloads={"loop, sequential, sizes 20, 100": Entry(10, Figure(0.5, 0.01))},
    cases={
        SLOW: Entry(10, Figure(0.00123456789, 0.0123456), Figure(30.864, 0.01), Figure(1.87654321, 0.02)),
        FAST: Entry(12, Figure(1e-6, 0.0)),
    },
    sides=7,
)


def test_a_case_is_one_line_in_the_order_of_sizes():
    """20 stands before 100; four digits of a value, two of a spread; what is not known is not there."""
    lines = files.dump(BASELINE).decode().splitlines()
    cases = [line.strip() for line in lines if "b.py" in line]
    figures = '"seconds": [0.001235, 0.012], "yardsticks": [30.86, 0.01], "speedup": [1.877, 0.02]'
    assert cases == [
        f'"{FAST}": {{"heats": 12, "seconds": [1e-06, 0.0]}},',
        f'"{SLOW}": {{"heats": 10, {figures}}}',
    ]


def test_reading_and_writing_again_changes_nothing(tmp_path: Path):
    """A file that is read and written is the same, byte by byte."""
    path = files.path_of(tmp_path, BASELINE.identity)
    files.save(path, BASELINE)
    assert path.name == "cpython-3.14.1-gil-0a1b2c3d.json"
    once = path.read_bytes()
    files.save(path, files.load(path))
    assert path.read_bytes() == once
    assert list(tmp_path.iterdir()) == [path]


def damaged(old: str, new: str) -> bytes:
    content = files.dump(BASELINE).decode()
    assert old in content
    return content.replace(old, new).encode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not a stored baseline"),
        (files.dump(BASELINE)[:-30], "is not a stored baseline"),
        (b"[1, 2]", "is not a stored baseline"),
        (b'{"benchmarks": []}', "is not a stored baseline"),
        (b"\xff\xfe", "is not a stored baseline"),
        (damaged('"schema": 2', '"schema": 9'), "has schema 9; paceline reads schema 2"),
        (damaged(FAST, SLOW), f"{SLOW} is there twice"),
        (damaged("1e-06", "NaN"), "NaN is not a number"),
        (damaged("1e-06", "Infinity"), "Infinity is not a number"),
        (damaged("1e-06", "-1e-06"), f"{FAST}: seconds of -1e-06"),
        (damaged("1e-06", '"1"'), "$.cases"),
        (damaged("0.02]", "-0.02]"), f"{SLOW}: speedup of"),
        (damaged('"heats": 12', '"heats": 0'), f"{FAST}: 0 heats"),
    ],
)
def test_damage_is_one_sentence_with_file_and_place(tmp_path: Path, content: bytes, told: str):
    """Truncated, foreign, newer, doubled, not a number, negative: the file, the place, and the way out."""
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(PacelineError, match=re.escape(told)) as error:
        files.load(path)
    assert str(path) in str(error.value)
    assert error.value.exit_code == 2
    assert error.value.cure
    assert "\n" not in str(error.value)


def test_a_writing_that_fails_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The new one is written beside it, and takes its place only when it is complete."""
    path = tmp_path / "x.json"
    files.save(path, BASELINE)
    whole = path.read_bytes()
    monkeypatch.setattr(
        "pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(PacelineError, match="No space left"):
        files.save(path, BASELINE)
    assert path.read_bytes() == whole


def test_the_very_interpreter_is_found_before_another_build(tmp_path: Path):
    """Of other builds with the same label the one approved last; of other labels none."""
    later = Approval("beef", "2026-05-05T00:00:00+00:00", "later")
    other = msgspec.structs.replace(BASELINE, identity="cpython-3.14.1-gil-ffffffff", approvals=(later,))
    for each in (BASELINE, other):
        files.save(files.path_of(tmp_path, each.identity), each)
    found = [
        files.find(tmp_path, identity, name)
        for identity, name in ((BASELINE.identity, "3.14"), ("?", "3.14"), ("?", "3.13"))
    ]
    assert [one.identity if one else None for one in found] == [BASELINE.identity, other.identity, None]


def test_a_whole_core_grid_stays_small():
    """A hundred and five cases with long ids take less than 30 KB."""
    test = "benchmarks/test_strategies.py::test_strategy"
    label = "workload=tutorial-strategy=processes-spawn-size={}-workers=1"
    cases = {f"{test}[{label.format(n)}]": BASELINE.cases[SLOW] for n in range(105)}
    content = files.dump(msgspec.structs.replace(BASELINE, cases=cases))
    assert len(content) < 30_000
    assert len(json.loads(content)["cases"]) == 105


def test_a_machine_that_is_not_known_has_no_figures():
    """Facts of a wrong type, or that are not there, are an error that says which."""
    with pytest.raises(PacelineError, match=r"on which machine .*\$\.system"):
        files.machine_of({"cpu": "A CPU", "usable_cpus": 2, "system": None, "architecture": "x86_64"})
