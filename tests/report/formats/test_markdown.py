from __future__ import annotations

from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from paceline.report.document import Block, Cell, Column, Document, Heading, Note, Paragraph, Table
from paceline.report.formats import markdown

from ..sheets import HOSTILE

SHOWN = [label for label in HOSTILE if label.isprintable() or "lines" in label]
"""Those that hold nothing which a page cannot show."""


class Page(HTMLParser):
    """Collects what GitHub would show: tags, and the text of each table cell."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.texts: list[str] = []
        self._in_cell = False
        self.feed(MarkdownIt("gfm-like").render(text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)
        if tag in {"td", "th"}:
            self.cells.append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._in_cell:
            self.cells[-1] += data


def table(rows: int, title: str = "", label: str = "case") -> Table:
    columns = (Column("name", number=False), Column("change"))
    return Table(title, columns, tuple((Cell(f"{label} {n}", "strong"), Cell("+1.5 %")) for n in range(rows)))


@pytest.mark.parametrize("style", ["", "strong"])
@pytest.mark.parametrize("label", SHOWN)
def test_whatever_a_case_is_called_it_is_text_in_one_cell(label: str, style: str):
    """No markup, link, formula or further column comes of a name."""
    row = (Cell(label, style), Cell("1"))  # type: ignore[arg-type]
    page = Page(markdown.render(Document([Table("", (Column("name"), Column("n")), (row,))])))
    assert page.cells == ["name", "n", " ".join(label.split()), "1"]
    assert set(page.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "strong"}


@pytest.mark.parametrize("label", SHOWN)
def test_whatever_a_sentence_says_it_is_text(label: str):
    """Paragraphs, headings, notes and the titles of folded tables show their text, and nothing else comes of it."""
    blocks: list[Block] = [Paragraph(label, notes=(Note(label),)), Heading(label), table(30, label)]
    page = Page(markdown.render(Document(blocks)))
    assert "".join(page.texts).count(" ".join(label.split())) == 4
    assert not {"script", "a", "code", "em", "ol", "ul"} & set(page.tags)


def test_the_summary_comes_first_and_long_tables_are_folded():
    """A reader sees the verdict, then the short tables; a long one says how many rows it folds."""
    document = Document([table(3, "short"), table(25, "long")], [Paragraph("1 regression")])
    told = markdown.render(document)
    assert told.startswith("1 regression\n")
    assert told.count("<details>") == 1
    assert "<details><summary>long: 25 rows</summary>" in told
    page = Page(told)
    assert page.tags.count("tr") == 1 + 3 + 1 + 25


def test_a_thousand_cases_fit_whole():
    """As many rows as a large suite has stay far from what GitHub shows, and all of them are there."""
    wide = (*(Column(f"column {n}") for n in range(9)),)
    rows = tuple(tuple(Cell(f"workload=product-strategy=threads-size={n}") for _ in wide) for n in range(1000))
    told = markdown.render(Document([Table("", wide, rows)], [Paragraph("fine")]))
    assert len(told.encode()) < markdown.LIMIT
    assert told.count("\n| ") == 1001


@pytest.mark.parametrize("limit", [3000, 5000, 20_000])
def test_what_does_not_fit_is_left_out_and_that_is_said(limit: int):
    """The first rows are kept; summary, footnotes and what comes after a table too; the note counts what is not."""
    noted = Paragraph("after", notes=(Note("doubtful"),))
    document = Document([table(1000, "long", "\N{SNAKE}"), table(5, "short"), noted], [Paragraph("1 regression")])
    told = markdown.render(document, limit=limit, whole="results/now")
    assert 0.8 * limit < len(told.encode()) <= limit
    page = Page(told)
    kept = [cell for cell in page.cells if cell.startswith("\N{SNAKE}")]
    assert kept == [f"\N{SNAKE} {n}" for n in range(len(kept))]
    text = " ".join("".join(page.texts).split())
    assert text.startswith("1 regression long: 1,000 rows")
    assert f"{1000 - len(kept)} rows left out" in text.replace(",", "")
    assert "all of it is in results/now" in text
    assert "after" in text
    assert text.endswith("1 doubtful")


def test_sentences_that_do_not_fit_are_left_out_too():
    """Where tables are not what is long, the last blocks go, and the limit holds."""
    document = Document([Paragraph(f"sentence {n}") for n in range(1000)])
    told = markdown.render(document, limit=2000)
    assert len(told.encode()) <= 2000
    kept = told.count("sentence")
    assert f"**{1000 - kept} blocks left out**" in told
