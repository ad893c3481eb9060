from __future__ import annotations

import difflib
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from rich.console import Console

from paceline.judge.bench.judgement import judge_bench
from paceline.report.bench.document import compose
from paceline.report.document import Paragraph, Table
from paceline.report.formats import markdown, terminal
from paceline.results.store import Samples

from ...judge import made as making
from ...judge.bench.known import bench

if TYPE_CHECKING:
    from paceline.results.records import Race

GOLDEN = Path(__file__).with_name("golden.txt")
EIGHT = ("3.11", "3.12", "3.13", "3.14", "3.14t", "3.14+jit", "3.15", "pypy3.11")


def shown(*names: str, width: int, verbose: bool = False) -> str:
    """Return what a terminal of this width shows of a bench."""
    made, samples = bench(*names)
    out = io.StringIO()
    document = compose(made, samples, judge_bench(made, samples), verbose=verbose)
    terminal.render(document, Console(file=out, width=width, highlight=False))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def test_all_of_a_report_is_as_it_was():
    """Winners, ties, crossovers and words of a race with a known truth; PACELINE_GOLDEN=write renews the file."""
    told = shown(width=120, verbose=True)
    if os.environ.get("PACELINE_GOLDEN") == "write":
        GOLDEN.write_text(told, encoding="utf-8")
    golden = GOLDEN.read_text(encoding="utf-8")
    diff = "".join(difflib.unified_diff(golden.splitlines(keepends=True), told.splitlines(keepends=True), "old", "new"))
    assert told == golden, f"\n{diff}"


def test_the_answer_comes_first_and_is_short():
    """Without being asked for details a bench shows who wins, by how much, from which size on, and no other figure."""
    lines = shown(width=100).splitlines()
    assert lines[0] == "Fastest strategy at the largest size"
    rows = {line.split("  ")[0].strip(): line.split()[-3:] for line in lines if line.startswith((" loop", " pays"))}
    assert rows["loop"] == ["processes-spawn", "processes-spawn", "threads"]
    assert "pays from" in rows
    assert not any("µs" in line for line in lines)


@pytest.mark.parametrize(("width", "tables"), [(100, 1), (80, 2), (40, 4)])
def test_the_answer_fits_the_terminal(width: int, tables: int):
    """Eight interpreters fit into 100 columns; a narrower terminal gets several tables, each with some of them."""
    lines = shown(*EIGHT, width=width).splitlines()
    assert all(len(line) <= width for line in lines)
    answer = lines[: next(number for number, line in enumerate(lines) if line.startswith("“at”"))]
    assert sum("loop" in line for line in answer) == tables
    heads = [word for line in answer for word in line.split() if word in EIGHT]
    assert sorted(heads) == sorted(EIGHT)


def test_sixteen_interpreters_have_names_that_can_be_read():
    """In several tables, none wider than the terminal."""
    lines = shown(*(f"3.{number}" for number in range(10, 26)), width=100).splitlines()
    assert all(len(line) <= 100 for line in lines)
    assert sum("spawn" in line for line in lines[:40]) >= 2


def test_a_gain_that_one_worker_has_too_is_said():
    """Below the answers, and only of a strategy that wins: there the gain would be taken for concurrency's."""
    alone, threads, control = making.case("sequential"), making.case("threads"), making.case("threads", workers=1)
    spawn, other = making.case("processes-spawn"), making.case("processes-spawn", workers=1)
    grid = {alone: 1.0, threads: 0.5, control: 0.8, spawn: 0.7, other: 0.7}
    made, samples = making.race(grid, [making.side("3.14")])
    told = [block.text for block in compose(made, samples, judge_bench(made, samples)).blocks if hasattr(block, "text")]
    assert [text.split(". ")[0] for text in told if "one worker" in text] == [
        "product, 24 with threads: one worker alone already beats sequential (3.14 1.25×)"
    ]


def test_a_mark_tells_cells_apart_or_is_not_there():
    """Others used the cores in one heat: marked where that holds for some of the cases alone."""
    made, samples = bench("3.14")
    first, *others = made.heats
    system_load = msgspec.structs.replace(first.system_load, foreign=0.5)
    made = msgspec.structs.replace(made, heats=(msgspec.structs.replace(first, system_load=system_load), *others))
    assert marks(made, samples) == 0
    spared = [case.id for case in made.cases if "strategy=threads" in case.id]
    part = Samples()
    for case in made.cases:
        for heat, sample in samples.of(case.id, "3.14").items():
            if heat > 1 or case.id not in spared:
                part.add(heat, "3.14", {case.id: sample})
    assert marks(made, part) == sum(bool(case.concurrent) for case in made.cases) - len(spared)


def marks(made: Race, samples: Samples) -> int:
    told = compose(made, samples, judge_bench(made, samples), verbose=True)
    return sum(
        len(cell.notes) for table in told.blocks if isinstance(table, Table) for row in table.rows for cell in row
    )


def test_markdown_says_the_answer_first_too():
    """Its first table is the answer."""
    made, samples = bench()
    told = markdown.render(compose(made, samples, judge_bench(made, samples)))
    assert told.startswith("**Fastest strategy at the largest size**")
    assert told.count("**processes\\-spawn**") == 4


@pytest.mark.parametrize(
    ("times", "noise", "told"),
    [
        ((2.0, 1.0, 1.5), 0.01, "threads (2.01×) is fastest"),
        ((2.0, 1.0, 1.0), 0.01, "none of threads (2.01×) and processes-spawn (2.01×) is shown to be slower"),
        ((1.0, 1.0, 1.0), 0.3, "undecided; a larger --budget may decide"),
    ],
)
def test_who_wins_a_test_of_ones_own_is_a_sentence(times: tuple[float, ...], noise: float, told: str):
    """It has no sizes, so that the table of answers has no place for it."""
    strategies = dict(zip(("sequential", "threads", "processes-spawn"), times, strict=True))
    cases = {f"t.py::test_mine[strategy={name}]": 0.01 * by for name, by in strategies.items()}
    made, samples = making.race(cases, [making.side("3.14")], heats=12, noise=noise)
    first = compose(made, samples, judge_bench(made, samples)).blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text.startswith(f"test_mine on 3.14: {told}")
