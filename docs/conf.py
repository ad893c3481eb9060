"""The documentation's configuration; the command reference is written when it is built."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import generated  # noqa: E402 (beside this file)

from paceline import __version__  # noqa: E402

project = "paceline"
release = version = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "paceline"
html_show_copyright = False
exclude_patterns = ["_build", "_generated"]

generated.write(HERE / "_generated")
