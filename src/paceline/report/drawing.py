"""What draws plots, and how to get it. The page's package is slow to import; this module is not."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MODULE = "vl_convert"
INSTALL = "pip install 'paceline[plots]'"


def how_to_draw(folder: Path) -> str:
    """Return what to type for the page of the race in `folder`, with what has to be installed first."""
    first = "" if find_spec(MODULE) else f"{INSTALL}, then "
    return f"{first}paceline report {folder}"
