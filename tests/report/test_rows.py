from __future__ import annotations

import csv
import io
import json
from importlib import resources
from typing import TYPE_CHECKING

import jsonschema
import pytest

from paceline.errors import ExitCode
from paceline.judge.bench.figures import figures
from paceline.judge.gate.judgement import judge_gate
from paceline.judge.policy import Policy
from paceline.report import rows
from paceline.report.bench import rows as figurerows
from paceline.report.document import Paragraph
from paceline.report.formats import csvtable, jsonfile
from paceline.report.gate import document as gate
from paceline.report.gate import rows as gaterows
from paceline.results.records import Case, Pair, Problem, Race

from . import synthetic
from .sheets import judged, measured, sheet, unjudged
from .synthetic import HOSTILE, Plan

if TYPE_CHECKING:
    from paceline.results.store import Samples

PAIR = Pair("main", "branch")
GATE = Plan(("main", "branch"), heats=5, rounds=6, workloads=1, pairs=(PAIR,), extra=HOSTILE, same_interpreter=True)
BENCH = Plan(("3.13", "3.14"), heats=3, rounds=6, workloads=1, extra=HOSTILE)


def with_trouble(race: Race, samples: Samples) -> tuple[Race, Samples]:
    """Add what goes wrong: a case that one side lacks, one whose turn never came, one that crashed, a broken file."""
    side = race.sides[1].name
    extra = (Case("t.py::lacking", "t", missing_on=(side,)), Case("t.py::waiting", "t", file="t.py", line=3))
    race.cases = (*race.cases, *extra)
    first, *others = race.heats
    troubles = (Problem(side, race.cases[0].id, "crashed", "signal 11"), Problem(side, "broken.py", "failed", "no"))
    race.heats = (synthetic.replaced(first, troubles), *(synthetic.replaced(heat, troubles[:1]) for heat in others))
    return race, samples


def read(told: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told, newline="")))


def schema(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(resources.files("paceline.report").joinpath(name).read_text())
    return found


def test_json_and_csv_of_a_gate_tell_the_same_rows():
    """Every case and the suite, judged or not, is in both, with the same verdict and numbers; JSON fits its schema."""
    race, samples = with_trouble(*synthetic.race(GATE))
    judgement = judge_gate(race, samples, Policy())
    told = gaterows.compose([(race, samples)], judgement, ExitCode.UNJUDGED)
    document = json.loads(jsonfile.render(told))
    jsonschema.validate(document, schema("gate.schema.json"))
    lines = read(csvtable.render(told))
    objects = [*document["cases"], *document["suite"]]
    assert [(line["id"], line["verdict"]) for line in lines] == [(one["id"], one["verdict"]) for one in objects]
    assert [line["ratio"] for line in lines] == [str(one.get("ratio", "")) for one in objects]
    told_of_times = [case for case in document["cases"] if case.get("quantity") != "speed-up"]
    assert len(told_of_times) == len(race.cases) + 1
    verdicts = {one["id"]: one["verdict"] for one in document["cases"]}
    assert (verdicts[race.cases[0].id], verdicts["broken.py"]) == ("failed", "failed")
    assert (verdicts["t.py::lacking"], verdicts["t.py::waiting"]) == ("removed", "inconclusive")
    assert [line["line"] for line in lines if line["id"] == "t.py::waiting"] == ["3"]


def test_no_spreadsheet_runs_a_cell():
    """What begins like a formula is text there; control characters are shown, not sent."""
    told = read(csvtable.render(sheet(judged(case="=HYPERLINK(1)"), judged(case="-1+2"), judged(case="a\x1b[2J"))))
    assert [row["id"] for row in told] == ["'=HYPERLINK(1)", "'-1+2", r"a\x1b[2J"]


def test_how_the_sides_differ_is_beside_the_verdict():
    """Each difference once, in JSON and in the sentences that every report shows."""
    race, samples = synthetic.race(GATE)
    race.notes = ("main and branch have different versions of six (1.0, 1.1)",)
    judgement = judge_gate(race, samples, Policy())
    document = json.loads(jsonfile.render(gaterows.compose([(race, samples)], judgement, ExitCode.OK)))
    jsonschema.validate(document, schema("gate.schema.json"))
    assert document["notes"] == list(race.notes)
    assert gate.compose([race, race], judgement).summary.count(Paragraph(f"note: {race.notes[0]}")) == 1


def test_json_and_csv_of_a_bench_tell_the_same_rows():
    """A row a case and side: figures where it was timed, else the reason; JSON fits its schema."""
    race, samples = with_trouble(*synthetic.race(BENCH))
    told = figurerows.compose(race, samples, figures(race, samples))
    document = json.loads(jsonfile.render(told))
    jsonschema.validate(document, schema("figures.schema.json"))
    lines = read(csvtable.render(told))
    assert [(line["id"], line["side"]) for line in lines] == [(one["id"], one["side"]) for one in document["figures"]]
    assert len(lines) == 2 * len(race.cases) + 1
    by_key = {(one["id"], one["side"]): one for one in document["figures"]}
    sequential, threads = race.cases[0].id, race.cases[4].id
    assert (
        by_key[sequential, "3.13"]["low"] < by_key[sequential, "3.13"]["seconds"] < by_key[sequential, "3.13"]["high"]
    )
    assert by_key[threads, "3.13"]["speedup"] == pytest.approx(
        by_key[sequential, "3.13"]["seconds"] / by_key[threads, "3.13"]["seconds"], rel=1e-6
    )
    assert (by_key[sequential, "3.14"]["verdict"], by_key[sequential, "3.14"]["reason"]) == ("crashed", "signal 11")
    assert by_key["t.py::lacking", "3.14"]["verdict"] == "missing"
    assert by_key["t.py::waiting", "3.13"]["verdict"] == "unmeasured"


def test_a_race_of_pairs_tells_ratios():
    """The candidate's rows hold its ratio to the baseline, near the quotient of their figures; the baseline's none."""
    race, samples = synthetic.race(GATE)
    told = figurerows.compose(race, samples, figures(race, samples)).rows
    here = {row.side: row for row in told if row.id == race.cases[0].id}
    main, branch = here["main"], here["branch"]
    assert isinstance(main, rows.Measured)
    assert isinstance(branch, rows.Measured)
    assert (main.ratio, main.baseline, branch.baseline) == (None, "", "main")
    assert branch.ratio == pytest.approx((branch.seconds or 0) / (main.seconds or 1), rel=0.01)


def test_what_one_heat_cannot_say_is_empty():
    """An interval without an end is null in JSON and empty in CSV, never a word that is no number."""
    race, samples = synthetic.race(Plan(("3.14",), heats=1, workloads=1))
    told = figurerows.compose(race, samples, figures(race, samples))
    assert {line["high"] for line in read(csvtable.render(told))} == {""}
    assert {one["high"] for one in json.loads(jsonfile.render(told))["figures"]} == {None}


def test_words_say_why_nothing_is_known():
    """A row without numbers has its reason; an undecided one says so before its numbers."""
    assert unjudged().words() == "crashed on the candidate: signal 11"
    assert judged("inconclusive").words().startswith("not enough evidence within the time: +25.0 %")
    assert measured(seconds=None, reason="no fork here").words() == "no fork here"
    assert measured(speedup=1.5, baseline="3.13", ratio=0.9).words() == (
        "500 ms per call ±20%, speed-up 1.50×, -10.0 % against 3.13, 4 heats"
    )


def test_a_sheet_counts_its_verdicts():
    """The worst first, without the suite's own."""
    told = sheet(judged("unchanged"), judged(), judged("unchanged"), judged(case=rows.SUITE))
    assert told.counted() == "1 regression, 2 unchanged"
    assert sheet().counted() == "nothing measured"
