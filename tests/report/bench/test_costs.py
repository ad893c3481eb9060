from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from paceline.judge.bench.judgement import judge_bench
from paceline.report.bench import rows as figurerows
from paceline.report.bench.document import compose
from paceline.report.document import Heading, Table
from paceline.report.page.content import gather
from paceline.report.rows import Measured
from paceline.results.store import Samples

from ...judge.made import case, race, side

if TYPE_CHECKING:
    from paceline.judge.bench.judgement import BenchJudgement
    from paceline.results.records import Race

SECONDS = {
    case("sequential", 4, "buffer"): 1.0,
    case("processes-spawn", 4, "buffer"): 0.6,
    case("sequential", 8192, "buffer"): 1.0,
    case("processes-spawn", 8192, "buffer"): 2.0,
    case("sequential", 24, "loop"): 1.0,
    case("processes-spawn", 24, "loop"): 0.6,
}
PASSED = {"buffer 8192": 3_000_000_000, "loop 24": 100}
MIB = 2**20


@pytest.fixture(scope="module")
def judged() -> tuple[Race, Samples, BenchJudgement]:
    """Return a race in which one side knows its memory; in one heat it was much more."""
    made, timed = race(SECONDS, [side("3.13", "3.13"), side("3.14")], heats=6)
    made.passed, samples = PASSED, Samples()
    for name in SECONDS:
        for one in made.sides:
            for heat, sample in timed.of(name, one.name).items():
                many = (40 if "sequential" in name else 90) + (900 if heat == 1 else 0)
                weighed = replace(sample, memory=many * MIB) if one.name == "3.14" else sample
                samples.add(heat, one.name, {name: weighed})
    return made, samples, judge_bench(made, samples)


@pytest.fixture(scope="module")
def tables(judged: tuple[Race, Samples, BenchJudgement]) -> dict[str, list[list[str]]]:
    """Return the rows of the report's tables by their headings."""
    blocks = compose(*judged, verbose=True).blocks
    found = {}
    for heading, table in itertools.pairwise(blocks):
        if isinstance(heading, Heading) and isinstance(table, Table):
            found[heading.text] = [[cell.text for cell in row] for row in table.rows]
    return found


def test_bytes_per_second_and_up_to_which_size_copying_pays(tables: dict[str, list[list[str]]]) -> None:
    """Of workloads that pass many bytes alone: 3 GB in 2 s, and a gain at the smaller size only."""
    told = "1.5 GB/s, ≤ 4"
    assert tables["What does passing data cost?"] == [["buffer", "8,192", "processes-spawn", told, told]]


def test_memory_stands_beside_time(tables: dict[str, list[list[str]]]) -> None:
    """The least of all heats, which one with more does not move; a side that does not know has none."""
    assert tables["How much memory does each strategy use?"] == [
        ["buffer", "8,192", "sequential", "–", "40 MiB"],
        ["", "", "processes-spawn", "–", "90 MiB"],
        ["loop", "24", "sequential", "–", "40 MiB"],
        ["", "", "processes-spawn", "–", "90 MiB"],
    ]


def test_rows_and_page_have_the_memory_too(judged: tuple[Race, Samples, BenchJudgement]) -> None:
    """In bytes, where it is known."""
    made, samples, judgement = judged
    rows = figurerows.compose(made, samples, judgement.figures).groups["figures"]
    page = gather(made, samples, judgement).measures.figures
    known = {("3.13", None), ("3.14", 40 * MIB), ("3.14", 90 * MIB)}
    assert {(row.side, row.memory) for row in rows if isinstance(row, Measured)} == known
    assert {(made.sides[row.side].name, row.memory) for row in page} == known
