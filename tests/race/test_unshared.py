from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Track

SHARED = """
    import json, pathlib, sys
    def test_it(benchmark):
        benchmark(sum, [1, 2])
        with pathlib.Path("imported.jsonl").open("a") as file:
            file.write(json.dumps(sorted(name for name in sys.modules if name.startswith("test_"))) + "\\n")
"""

FILES = {
    "broken": "def test_new(benchmark:\n",
    "fails to import": "import nosuchmodule\n",
    "new": "def test_new(benchmark): benchmark(sum, [1])\n",
    "no benchmark": "def test_new(): pass\n",
    "skipped": "import pytest\npytest.skip('not here', allow_module_level=True)\n",
}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("both", [False, True], ids=["one side", "both sides"])
def test_what_is_not_compared_is_not_imported(track: Track, file: str, both: bool):  # noqa: FBT001
    """A file of which no case is compared would move the others in memory: from the first round on no side has it."""
    for side in ("a", "b"):
        folder = track.suite(side, SHARED)
        if side == "b" or both:
            (folder / "test_other.py").write_text(FILES[file])
    race, samples = track.race("a", "b", heats=2)
    case = "test_toy.py::test_it"
    assert all(len(samples.of(case, side)) == 2 for side in ("a", "b"))
    if both and file == "new":
        return
    for side in ("a", "b"):
        lines = (track.root / side / "imported.jsonl").read_text().splitlines()
        named = [set(json.loads(line)) for line in lines]
        expected = [{"test_toy", "test_other"}, {"test_toy"}] if both and file == "no benchmark" else [{"test_toy"}] * 2
        assert named == expected
    reported = {problem.case for heat in race.heats for problem in heat.problems}
    assert reported == ({"test_other.py"} if file in {"broken", "fails to import"} else set())
