"""The page's plots as SVG and PNG files, for READMEs and talks."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ...errors import PacelineError
from .charts import figures
from .engine import engine

if TYPE_CHECKING:
    from pathlib import Path

    from .content import Content

_SHARPNESS = 2.0
"""Of a PNG: pixels a point, for screens and projectors."""


def write_plots(content: Content, folder: Path) -> list[Path]:
    """Write every plot twice, as SVG and as PNG; return the files. Raise `PacelineError` where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        plots = list(figures(content))
        names = _different([file_name(name) for name, _ in plots])
        return [path for name, (_, spec) in zip(names, plots, strict=True) for path in _written(folder / name, spec)]
    except OSError as error:
        reason = error.strerror or str(error)
        raise PacelineError(f"cannot be written ({reason})", place=folder, cure="choose another --plots") from error


def _different(names: list[str]) -> list[str]:
    """Return the names, all different, also on a disk that ignores case."""
    seen = Counter[str]()
    found = []
    for name in names:
        seen[name.lower()] += 1
        number = seen[name.lower()]
        found.append(name if number == 1 else f"{name}~{number}")
    return found


def _written(stem: Path, spec: dict[str, object]) -> list[Path]:
    svg, png = stem.with_name(stem.name + ".svg"), stem.with_name(stem.name + ".png")
    text = engine().vegalite_to_svg(spec)
    svg.write_text(text, encoding="utf-8")
    png.write_bytes(engine().svg_to_png(text, scale=_SHARPNESS))
    return [svg, png]


def file_name(name: str) -> str:
    """Return a file's name that every system takes, however a case is called."""
    return re.sub(r"[^\w.+-]+", "-", name, flags=re.ASCII).strip("-.")[:80] or "plot"
