"""Put the page together: one file, with its scripts, styles and data inside, and nothing from anywhere else.

Everything that a race can name is text: in HTML jinja2 escapes it, in the data every `<` is escaped, and the scripts
put it on the page as text. A content security policy lets these scripts run, by their hashes, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined

from . import fragments
from .engine import engine
from .theme import variables

if TYPE_CHECKING:
    from .content import Content

_SCRIPTS = ("panels.js", "table.js", "page.js")


def assemble(content: Content, embedded: dict[str, Any]) -> str:
    """Return the page."""
    script = "\n".join(_file(name) for name in _SCRIPTS)
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(_file("page.html")).render(
        policy=_policy(_bundle(), script),
        style=f":root{{{variables(content.looks)}}}\n{_file('page.css')}",
        bundle=_bundle(),
        script=script,
        data=json.dumps(embedded, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c"),
        **fragments.compose(content),
    )


def _policy(*scripts: str) -> str:
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(f"'sha256-{value}'" for value in hashes)
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"


@cache
def _bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed in one script."""
    return re.sub(
        r"</(script)",
        r"<\\/\1",
        str(engine().javascript_bundle("window.vegaEmbed = vegaEmbed;")),
        flags=re.IGNORECASE,
    )


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
