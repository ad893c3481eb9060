from __future__ import annotations

import base64
import json
import math
import re
import sys
from collections import defaultdict
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

pytest.importorskip("vl_convert", reason="the page needs paceline[plots]")

from paceline.cli import main
from paceline.errors import PacelineError
from paceline.judge.bench.judgement import Answer, judge_bench
from paceline.judge.records import SUITE, Clock, Verdict, Word
from paceline.judge.stats.estimate import Estimate
from paceline.report import page
from paceline.report.bench.words import certainty
from paceline.report.page import forest, headline, places, programs, rounds
from paceline.report.page.engine import engine
from paceline.report.page.plots import file_name
from paceline.report.page.records import columns, objects
from paceline.results.folder import RaceFolder
from paceline.results.records import Pair
from paceline.results.store import Sample, Samples

from ..judge.bench.known import bench
from . import synthetic
from .synthetic import HOSTILE, Plan

if TYPE_CHECKING:
    from pathlib import Path

    from paceline.report.page import Content
    from paceline.results.records import Race

SMALL = Plan(heats=5, rounds=6, workloads=1)
PAIR = Pair("main", "branch")
GATE = Plan(("main", "branch"), heats=5, rounds=6, workloads=1, pairs=(PAIR,), extra=HOSTILE, same_interpreter=True)


class Reader(HTMLParser):
    """Collects what a browser would see: tags, text, and the data."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.scripts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script":
            self.scripts[-1] += data
        else:
            self.text += data

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.scripts[0])
        return data


def gathered(plan: Plan) -> tuple[Race, Samples, Content]:
    race, samples = synthetic.race(plan)
    return race, samples, page.gather(race, samples, judge_bench(race, samples))


def read(plan: Plan) -> Reader:
    _, samples, content = gathered(plan)
    return Reader(page.compose(content, samples))


def verdict(case: str, word: Word, ratio: float) -> Verdict:
    return Verdict(case, word, ratio, ratio - 0.01, ratio + 0.01, 9, 12, Clock.CPU, 6.0, 5.0, 1.02, 10)


def test_the_page_needs_nothing_from_anywhere():
    """No element of the page names anything outside it, and its policy forbids whatever a script might ask for."""
    found = read(SMALL)
    links = [value for _, attrs in found.tags for name, value in attrs.items() if name in {"src", "href", "srcset"}]
    assert links == ["data:,"]
    policy = next(attrs["content"] for tag, attrs in found.tags if tag == "meta" and "http-equiv" in attrs)
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy


def test_hostile_ids_stay_text():
    """Whatever a case is called, it opens no tag, ends no script, and is not taken for a placeholder."""
    plain, nasty = read(SMALL), read(Plan(heats=5, rounds=6, workloads=1, extra=HOSTILE))
    assert {tag for tag, _ in nasty.tags} == {tag for tag, _ in plain.tags}
    assert len(nasty.scripts) == len(plain.scripts) == 3
    ids = nasty.data["cases"]["id"]
    assert [f"tests/test_x.py::test_x[{case}]" for case in HOSTILE] == ids[-len(HOSTILE) :]
    assert "Some <b>CPU</b>" in nasty.text


def test_the_headline_names_strategy_and_gain():
    """The page opens with who wins where, by how much; each answer says from which size on."""
    _, _, content = gathered(SMALL)
    assert re.fullmatch(r"[\w-]+ is fastest (everywhere|in \d of 3); the largest gain is 1\.\d\d×", content.title)
    assert {answer.workload for answer in content.answers} == {"loop"}
    assert all(certainty(answer).startswith("from size ") for answer in content.answers)


def test_one_heat_names_no_winner():
    """With a single heat the headline says that nothing is known yet, and no interval is drawn."""
    _, _, content = gathered(Plan(heats=1, rounds=6, workloads=1))
    assert content.title == "Not enough heats to name a winner"
    assert {row.low for row in content.measures.figures} == {None}
    assert {row.high for row in content.measures.ratios} == {None}


def test_ratios_are_each_other_s_inverse():
    """A ratio to a reference is one over the reference's ratio, and so are the ends of its interval."""
    _, _, content = gathered(SMALL)
    found = {(row.case, row.reference, row.side): row for row in content.measures.ratios}
    assert len(found) == len(content.cases) * 6
    for (case, reference, side), row in found.items():
        back = found[case, side, reference]
        assert row.low is not None
        assert back.high is not None
        assert row.ratio * back.ratio == pytest.approx(1)
        assert row.low * back.high == pytest.approx(1)
        assert row.heats == 5


def test_sides_of_one_interpreter_are_not_compared_as_interpreters():
    """A race of commits has no interpreters to set side by side; its pairs are told as verdicts."""
    _, _, content = gathered(GATE)
    assert content.measures.ratios == []
    assert len(content.verdicts) == len(content.cases)


def test_without_a_judge_nothing_is_called_a_verdict():
    """Ratios that nobody judged are told as such, in the rows and in the headline."""
    _, _, content = gathered(GATE)
    assert {row.verdict for row in content.verdicts} == {forest.UNJUDGED}
    assert "not judged" in content.title


def test_verdicts_are_told_as_they_were_judged():
    """Verdicts keep their words and intervals, stand before what is unchanged, and count in the headline."""
    race, samples = synthetic.race(GATE)
    said = [verdict(case.id, Word.UNCHANGED, 1.0) for case in race.cases[1:]]
    said += [verdict(race.cases[0].id, Word.REGRESSION, 1.2), verdict(SUITE, Word.UNCHANGED, 1.004)]
    content = page.gather(race, samples, judge_bench(race, samples), verdicts={PAIR: said})
    first = content.verdicts[0]
    assert (first.case, first.verdict, first.ratio, first.high) == (0, "regression", 1.2, 1.21)
    assert {row.case for row in content.verdicts} == {-1, *range(len(race.cases))}
    assert content.title == f"1 regression in {len(race.cases)} cases"
    (whole,) = (row for row in content.verdicts if row.case == -1)
    assert whole.margin == pytest.approx(np.mean([row.margin for row in content.verdicts if row.case >= 0]), rel=0.02)


def test_a_pair_that_the_race_does_not_name_has_its_forest_too():
    """Whoever judges interpreters may bring verdicts to a race without pairs; its headline stays with strategies."""
    race, samples = synthetic.race(SMALL)
    said = [verdict(race.cases[0].id, Word.REGRESSION, 1.2)]
    content = page.gather(race, samples, judge_bench(race, samples), verdicts={Pair("3.13", "3.14"): said})
    (row,) = content.verdicts
    assert (row.pair, row.verdict, row.tolerance, row.margin) == ("3.14 ÷ 3.13", "slower", 0.05, 0.1)
    assert "is fastest" in content.title
    assert content.title == gathered(SMALL)[2].title


def test_a_timeline_names_workers_in_the_order_in_which_they_began():
    """A pool's workers are numbered, a program's only one is not; each row says once how long its program took."""
    made = synthetic.programs()
    rows = programs.tasks(made)
    assert [row.worker for row in rows[:6]] == ["sequential"] * 3 + ["threads 1", "threads 2", "threads 1"]
    assert [(row.start, row.middle, row.end, row.wide) for row in rows[1:3]] == [
        (0.2, 0.6, 1.0, True),
        (1.0, 1.005, 1.01, False),
    ]
    lines = programs.lines(made)
    assert [(line.worker, line.text) for line in lines[:3]] == [
        ("sequential", "1.05 s"),
        ("threads 1", "1.05 s"),
        ("threads 2", ""),
    ]
    assert programs.about(made) == "tutorial in 3 tasks of size 32, 40, <b>20, on 3.14"


def test_a_strategy_of_the_programs_alone_is_drawn_and_not_offered():
    """It has a look of its own, and stands in no filter and no legend, where it would filter nothing."""
    race, samples = synthetic.race(SMALL)
    content = page.gather(race, samples, judge_bench(race, samples), programs=synthetic.programs())
    assert list(content.looks) == [*content.strategies, "processes-forkserver"]
    found = Reader(page.compose(content, samples))
    assert "processes-forkserver" not in found.data["strategies"]
    assert len([tag for tag, attrs in found.tags if "data-strategy" in attrs]) == len(content.strategies)
    assert found.data["tasks"]["task"][2] == "<b>20"


TIMES = defaultdict[tuple[int, int], dict[int, float]](lambda: defaultdict(lambda: math.log(0.5)))
"""Half a second in every heat."""


def test_rounds_survive_packing():
    """Unpacked as the browser does it, every round is within 0.02 % of what was measured."""
    race, samples = synthetic.race(SMALL)
    cells, every = rounds.pack(race, samples, TIMES)
    assert every == 1
    cell = cells[7]
    steps = np.frombuffer(base64.b64decode(cell.data), "<u2")
    wall = np.concatenate([sample.wall for _, sample in sorted(samples.of(race.cases[cell.case].id, "3.14").items())])
    assert cell.side == 1
    assert cell.shortest * np.exp(steps / rounds.STEP) == pytest.approx(wall, rel=2e-4)


def test_too_many_rounds_are_thinned_and_counted():
    """Beyond the limit one of several rounds is kept, and the page says so."""
    race, samples = synthetic.race(SMALL)
    whole, _ = rounds.pack(race, samples, TIMES)
    thin, every = rounds.pack(race, samples, TIMES, most=len(whole) * 5 * 6 // 2)
    assert every == 2
    assert sum(thin[0].counts) * 2 == sum(whole[0].counts)
    assert thin[0].times == whole[0].times == pytest.approx((0.5,) * len(thin[0].heats))


def test_a_wild_round_is_kept():
    """A round that took a thousand times as long is neither lost nor cut."""
    race, _ = synthetic.race(Plan(sides=("one",), heats=1, rounds=2, workloads=1))
    samples = Samples()
    wall = np.array([1e-6, 1e-3])
    samples.add(1, "one", {race.cases[0].id: Sample(wall, wall, 1, 0)})
    ((cell,), _) = rounds.pack(race, samples, TIMES)
    steps = np.frombuffer(base64.b64decode(cell.data), "<u2")
    assert cell.shortest * np.exp(steps / rounds.STEP) == pytest.approx(wall, rel=2e-4)


def test_cases_are_placed_by_their_parameters():
    """A case of the grid is named by workload, size and strategy; any other keeps its function and label."""
    grid = places.place("b/test_s.py::test_s[workload=loop-strategy=threads-size=30-workers=1]")
    assert (grid.group, grid.setting, grid.series, grid.size) == ("loop", "size 30", "threads ×1", 30)
    assert grid.control
    other = places.place("tests/test_x.py::test_x[a|b]")
    assert (other.group, other.setting, other.series, other.name) == ("tests/test_x.py", "test_x", "a|b", "test_x[a|b]")
    assert places.place("b/t.py::t[workload=w-strategy=s-size=big]").size is None


def test_names_that_would_be_alike_are_ids():
    """Two files with the same test and label do not end up in one row of a chart."""
    race, _ = synthetic.race(GATE)
    twins = tuple(type(race.cases[0])(f"{file}.py::test[x]", "") for file in "ab")
    race.cases = twins
    assert [row.name for row in places.cases(race)] == ["a.py::test[x]", "b.py::test[x]"]


def answer(workload: str, side: str, *winners: str, gain: float | None = None) -> Answer:
    speedup = Estimate(gain, gain - 0.1, gain + 0.1, 5) if gain else None
    return Answer(workload, side, 10, True, winners, speedup, None, (5, 10))


def test_the_headline_and_the_sentence_below_it_count_alike():
    """A tie with sequential counts for both: one number in the title and another below it would be a riddle."""
    found = [
        answer("loop", "3.13", "threads", gain=1.9),
        answer("tree", "3.13", "sequential", "threads"),
        answer("payload", "3.13", "sequential"),
    ]
    title, below = headline.headline(found, gathered(SMALL)[2].sides[:1], [])
    assert title == "threads is fastest in 2 of 3 comparisons; the largest gain is 1.90×"
    assert "threads in 2, sequential in 2" in below


def test_a_strategy_that_wins_on_one_interpreter_alone_is_named_with_it():
    """Where all wins are on the same side, the headline says which."""
    found = [answer(workload, "3.14", "threads", gain=1.9) for workload in "ab"]
    found += [answer(workload, "3.13", "sequential") for workload in "ab"]
    title, _ = headline.headline(found, gathered(SMALL)[2].sides, [])
    assert title == "threads is fastest in 2 of 4 comparisons, only on 3.14; the largest gain is 1.90×"


def test_columns_are_rows_turned():
    """What is embedded as columns is what Vega-Lite reads as rows, with no number JSON has no word for."""
    _, _, content = gathered(SMALL)
    turned = columns(content.measures.figures)
    assert [dict(zip(turned, row, strict=True)) for row in zip(*turned.values(), strict=True)] == objects(
        content.measures.figures
    )


def test_the_command_writes_page_and_plots(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """`paceline report` writes the page beside the race and every plot twice, and names both."""
    race, samples = synthetic.race(Plan(sides=("3.13", "3.14"), heats=4, rounds=6, workloads=1, extra=HOSTILE))
    folder = RaceFolder.create(tmp_path / "race")
    folder.save(race)
    for heat in race.heats:
        for side in race.sides:
            here = {case.id: samples.of(case.id, side.name)[heat.number] for case in race.cases}
            folder.save_heat(heat.number, side.name, here, {}, {})
    folder.save_programs(synthetic.programs())
    assert main(["report", str(folder.path), "--plots", str(tmp_path / "plots")]) == 0
    told = capsys.readouterr().out
    assert f"page: {folder.path / 'report.html'}" in told
    plots = {file.name for file in (tmp_path / "plots").iterdir()}
    assert {"speedup-loop.svg", "speedup-loop.png", "interpreters-loop.svg", "timeline.svg", "time.png"} <= plots
    assert f"{len(plots)} plots" in told
    assert (tmp_path / "plots" / "time.png").read_bytes().startswith(b"\x89PNG")
    assert "timed rounds" in (tmp_path / "plots" / "time.svg").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_said(tmp_path: Path):
    """The error names the file and the way out."""
    _, samples, content = gathered(SMALL)
    (tmp_path / "file").touch()
    with pytest.raises(PacelineError, match=r"choose another --page"):
        page.write(tmp_path / "file" / "page.html", content, samples)


@pytest.mark.parametrize("name", ["speedup-../../etc/passwd", 'a"b|c\nd', "…", "x" * 300])
def test_a_plot_s_file_has_a_name_that_every_system_takes(name: str):
    """No case's name leaves the folder or breaks a file system."""
    assert re.fullmatch(r"[\w+][\w.+-]{0,79}", file_name(name), re.ASCII)


def test_plots_of_two_groups_never_overwrite_each_other(tmp_path: Path):
    """Groups whose names differ only in what a file's name cannot hold are written to files of their own."""
    race, samples = synthetic.race(Plan(heats=4, rounds=4, workloads=1))
    kind = type(race.cases[0])
    twin = [kind(case.id.replace("workload=loop", "workload=lo/op"), "") for case in race.cases]
    other = [kind(case.id.replace("workload=loop", "workload=lo|op"), "") for case in race.cases]
    more = Samples()
    for case, *copies in zip(race.cases, twin, other, strict=True):
        for side in race.sides:
            for heat, sample in samples.of(case.id, side.name).items():
                more.add(heat, side.name, {copy.id: sample for copy in copies})
    race.cases = (*twin, *other)
    files = page.write_plots(page.gather(race, more, judge_bench(race, more)), tmp_path)
    assert len(files) == 12
    assert len(set(files)) == len(files) == len(list(tmp_path.iterdir()))


def test_without_what_draws_the_cure_is_said(monkeypatch: pytest.MonkeyPatch):
    """It is not installed with the rest of the judging side, since not every interpreter has wheels of it."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(PacelineError, match=r"pip install 'paceline\[plots\]'"):
        engine()


def test_a_build_without_a_gil_has_its_own_answer():
    """The best there against the plain build's best, by size; no such section without both."""
    for names, there in ((("3.14", "3.14t"), True), (("3.13", "3.14"), False)):
        race, samples = bench(*names, heats=4)
        told = page.compose(page.gather(race, samples, judge_bench(race, samples)), samples)
        assert ("The best on 3.14t against the best on 3.14" in told) is there
