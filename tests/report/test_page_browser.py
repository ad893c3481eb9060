"""The page in a real browser: drawn, without errors, without a network, in both schemes, at three widths."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Literal

import pytest

pytest.importorskip("vl_convert", reason="the page needs paceline[plots]")
pytest.importorskip("playwright.sync_api", reason="no playwright: pip install playwright, or run nox -s tests")

from playwright.sync_api import sync_playwright

from paceline.judge.bench.judgement import judge_bench
from paceline.report import page
from paceline.results.records import Pair

from . import synthetic
from .synthetic import HOSTILE, Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on PATH: apt-get install chromium, or Google Chrome"),
    pytest.mark.timeout(120),
]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Scheme = Literal["light", "dark"]
READY = "html[data-ready=yes]"
CUT_OFF = """() => [...document.querySelectorAll(".plot svg text")].filter((text) => {
  const [inner, outer] = [text, text.closest(".plot")].map((element) => element.getBoundingClientRect());
  return inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1;
}).map((text) => text.textContent)"""
"""The texts in charts that leave their panel."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A race of three interpreters, hostile ids among its cases."""
    return written(Plan(heats=5, rounds=8, extra=HOSTILE), tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A race of two commits."""
    pair = Pair("main", "<img src=x onerror='window.hacked = 1'>")
    sides = (pair.baseline, pair.candidate)
    plan = Plan(sides=sides, pairs=(pair,), heats=5, rounds=8, extra=HOSTILE, same_interpreter=True)
    return written(plan, tmp_path_factory.mktemp("gate"))


def written(plan: Plan, folder: Path) -> Path:
    race, samples = synthetic.race(plan)
    programs = None if plan.pairs else synthetic.programs()
    return page.write(
        folder / "report.html", page.gather(race, samples, judge_bench(race, samples), programs=programs), samples
    )


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page; at the end nothing may have been complained of, asked for, or hacked."""
    wrong: list[str] = []
    opened: list[Page] = []

    def opening(file: Path, *, width: int = 1024, scheme: Scheme = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        tab = context.new_page()
        tab.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on(
            "request", lambda request: wrong.extend([request.url] * (not request.url.startswith(("file:", "data:"))))
        )
        tab.goto(file.as_uri())
        tab.wait_for_selector(READY)
        opened.append(tab)
        return tab

    yield opening
    for tab in opened:
        assert tab.evaluate("window.hacked") is None
        tab.context.close()
    assert not wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1024, 1600])
def test_every_chart_is_drawn(visit: Callable[..., Page], bench: Path, width: int, scheme: Scheme):
    """At three widths and in both schemes each panel holds marks, no text is cut off, nothing is too wide."""
    tab = visit(bench, width=width, scheme=scheme)
    plots = tab.locator(".plot")
    assert plots.count() == 1 + 3 + 4 + 1 + 3 + 2
    assert tab.locator(".plot[data-drawn]").count() == plots.count()
    for number in range(plots.count()):
        assert plots.nth(number).locator("svg path").count() > 5
        assert plots.nth(number).get_attribute("aria-label")
    assert tab.evaluate(CUT_OFF) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_scheme_follows_the_system_and_the_switch(visit: Callable[..., Page], bench: Path, scheme: Scheme):
    """The page is dark where the system is, and the other way round after a click; charts go with it."""
    tab = visit(bench, scheme=scheme)
    paper = "getComputedStyle(document.body).backgroundColor"
    line = "getComputedStyle(document.querySelector('.plot path[stroke]')).stroke"
    dark, before = scheme == "dark", tab.evaluate(line)
    assert (tab.evaluate(paper) == "rgb(20, 23, 27)") is dark
    tab.click("#scheme")
    assert (tab.evaluate(paper) == "rgb(20, 23, 27)") is not dark
    assert tab.evaluate(line) != before


def test_the_table_filters_and_sorts(visit: Callable[..., Page], bench: Path):
    """Text, strategy and side narrow the rows; a heading sorts them, and the other way round the second time."""
    tab = visit(bench)
    total = tab.locator("[data-count]").inner_text()
    tab.fill('[data-filter="text"]', "size=1000 loop")
    tab.select_option('[data-filter="strategy"]', "threads")
    tab.select_option('[data-filter="side"]', "3.14")
    assert tab.locator("[data-count]").inner_text() != total
    rows = tab.locator(".figures tbody tr")
    names = rows.locator("td:first-child").all_inner_texts()
    assert names
    assert all("loop" in name and "threads" in name for name in names)
    assert set(rows.locator("td:nth-child(2)").all_inner_texts()) == {"3.14"}
    tab.fill('[data-filter="text"]', "")
    heading = tab.locator(".figures th button", has_text="speed-up")
    heading.click()
    up = rows.locator("td:nth-child(4)").all_inner_texts()
    heading.click()
    down = rows.locator("td:nth-child(4)").all_inner_texts()
    assert [float(text.split("×")[0]) for text in up] == sorted(float(text.split("×")[0]) for text in up)
    assert down == up[::-1] != up


def test_hostile_ids_are_text(visit: Callable[..., Page], bench: Path):
    """Each of them can be found in the table as it is, and chosen for its rounds."""
    tab = visit(bench)
    for case in HOSTILE:
        tab.fill('[data-filter="text"]', case.replace("\n", " "))
        found = tab.locator(".figures tbody tr td:first-child button")
        assert found.first.evaluate("element => element.textContent") == f"test_x[{case}]"
    found.first.click()
    tab.wait_for_selector(READY)
    chosen = tab.locator('[data-select="case"] option:checked').evaluate("element => element.textContent")
    assert chosen == f"test_x[{HOSTILE[-1]}]"


def test_choices_redraw_their_panels(visit: Callable[..., Page], bench: Path):
    """Another workload, reference, strategy or case shows other panels; control arms add lines."""
    tab = visit(bench)
    speedup = tab.locator('[data-panels="speedup"]')
    tab.select_option('[data-select="workload"]', "")
    tab.wait_for_selector(READY)
    assert speedup.locator(".plot[data-drawn]").count() == 9
    tab.select_option('[data-select="workload"]', "digest")
    tab.wait_for_selector(READY)
    assert speedup.locator("h3").all_inner_texts() == [f"digest on {name}" for name in ("3.13", "3.14", "pypy3.11")]
    points = speedup.locator(".plot").first.locator("path[aria-roledescription=point]")
    before = points.count()
    tab.check("#controls")
    tab.wait_for_selector(READY)
    assert points.count() > before
    tab.uncheck("#controls")
    tab.click('[data-strategy="1"]')
    tab.wait_for_selector(READY)
    assert points.count() < before
    tab.select_option('[data-select="reference"]', "2")
    tab.wait_for_selector(READY)
    assert tab.locator('[data-panels="ratio"] .plot[data-drawn]').count() == 4


def test_a_point_tells_its_number_with_unit_n_and_doubt(visit: Callable[..., Page], bench: Path):
    """The tooltip of a speed-up holds the factor, its interval, and the heats."""
    tab = visit(bench)
    tab.locator('[data-panels="speedup"] .plot').first.locator("path[aria-roledescription=point]").last.hover()
    told = tab.locator("#vg-tooltip-element").inner_text()
    assert all(word in told for word in ("speed-up (×)", "95 % from", "n (heats)", "time per call"))


def test_the_tutorial_s_tasks_stand_where_they_were(visit: Callable[..., Page], bench: Path):
    """The timeline has a row a worker and a bar a task, tells who did it, and what no pool can beat."""
    tab = visit(bench)
    timeline = tab.locator("#timeline")
    written = timeline.locator("svg text").evaluate_all("texts => texts.map((text) => text.textContent)")
    assert {"sequential", "threads 1", "threads 2", "processes-forkserver 2", "<b>20", "950 ms"} <= {*written}
    timeline.locator("path[aria-roledescription=bar]").last.hover()
    assert "process 43" in tab.locator("#vg-tooltip-element").inner_text()
    assert "No pool of any size takes less" in timeline.inner_text()
    assert tab.locator('[data-filter="strategy"] option', has_text="forkserver").count() == 0


def test_a_gate_shows_its_forest(visit: Callable[..., Page], gate: Path):
    """Where sides are compared the forest stands first, forty cases of it, and all on demand; no interpreters."""
    tab = visit(gate)
    forest = tab.locator('[data-panels="verdicts"]')
    labels = forest.locator("text", has_text="not judged")
    assert labels.count() == 40
    tab.click('[data-more="verdicts"]')
    tab.wait_for_selector(READY)
    assert labels.count() == 97
    assert tab.locator("#ratio").is_hidden()
    assert tab.locator("#timeline").is_hidden()
    assert "not judged" in tab.locator("h1").inner_text()


def test_printed_in_the_dark_it_is_on_white(visit: Callable[..., Page], bench: Path):
    """Paper is white, and the controls stay on the screen."""
    tab = visit(bench, scheme="dark")
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.locator(".controls").first.is_hidden()
    assert tab.locator(".figures th button").first.is_visible()


def test_eight_interpreters_with_two_hundred_cases_are_quick(visit: Callable[..., Page], tmp_path: Path):
    """Below 5 MB, something to read within two seconds, and the answers have room for all of them."""
    sides = ("3.10", "3.11", "3.12", "3.13", "3.14", "3.14t", "3.15", "pypy3.11")
    file = written(Plan(sides=sides, workloads=7, heats=12, rounds=16), tmp_path)
    assert file.stat().st_size < 5e6
    tab = visit(file)
    assert tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") < 2000
    assert tab.locator(".answers").evaluate("({parentElement: box}) => box.scrollWidth <= box.clientWidth")
