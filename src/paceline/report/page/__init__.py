"""A race as one page: a single file that opens anywhere, with its plots, its table and all its rounds.

The way through the room: `places`, `measures`, `forest`, `heats`, `programs` and `rounds` turn a race into
`records`, `content` gathers them, `charts` draws them (`curves` and `bars`, on `frame` and `theme`), `template` puts
the page together from `fragments` and its scripts, `plots` writes the same plots as files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import PacelineError
from .charts import templates
from .content import Content, embedded, gather
from .plots import write_plots
from .template import assemble

if TYPE_CHECKING:
    from pathlib import Path

    from ...results.store import Samples

__all__ = ["FILE", "Content", "compose", "gather", "write", "write_plots"]

FILE = "report.html"
"""The page's name in its race's folder."""


def compose(content: Content, samples: Samples) -> str:
    """Return the page of what was gathered."""
    return assemble(content, embedded(content, samples, templates(content)))


def write(path: Path, content: Content, samples: Samples) -> Path:
    """Write the page and return its path; raise `PacelineError` where it cannot be written."""
    page = compose(content, samples)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.encode("utf-8", "replace"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise PacelineError(f"cannot be written ({reason})", place=path, cure="choose another --page") from error
    return path
