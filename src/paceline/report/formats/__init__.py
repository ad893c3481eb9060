"""One small file per format, and the list of them: a document for people, a sheet of rows for machines."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from . import csvtable, jsonfile, junit, markdown, workflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..document import Document
    from ..rows import Sheet


@dataclass(frozen=True, slots=True)
class Report:
    """A report: for people, for machines, and the folder that has all of it."""

    document: Document
    sheet: Sheet
    kept: str = ""


def _markdown(report: Report, taken: int) -> str:
    return markdown.render(report.document, limit=markdown.LIMIT - taken, whole=report.kept)


WRITERS: dict[str, Callable[[Report, int], str]] = {
    "markdown": _markdown,
    "json": lambda report, _: jsonfile.render(report.sheet),
    "csv": lambda report, _: csvtable.render(report.sheet),
    "junit": lambda report, _: junit.render(report.sheet),
    "annotations": lambda report, _: workflow.render(report.sheet, _within()),
}
"""What writes each format; the second argument is how many bytes its file has already."""


def _within() -> PurePosixPath | None:
    """Return where we are, as seen from the root of the repository that GitHub has checked out."""
    root = os.environ.get("GITHUB_WORKSPACE")
    if not root or not Path.cwd().is_relative_to(root):
        return None
    return PurePosixPath(Path.cwd().relative_to(root).as_posix())
