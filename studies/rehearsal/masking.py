"""What was measured differs each time: it is replaced by `#`, and the words around it stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MEASURED = (
    (r"\\?[+-]?\d+\\?\.\d+(?:e-?\d+)?", "#"),  # ratios, seconds, evidence
    (r"\b[0-9a-f]{8,40}\b", "#"),  # commits, builds
    (r"\b\d+ (?=heats?\b)", "# "),
    (r"\b\d+ × \d+\b", "# × #"),
    (r"\b\d+(?= (?:min|s|ms|%)(?:\b|\W))", "#"),
    (r"\d{4}\\?-\d\d\\?-\d\dT[\d:\\]+(?:\+00:00)?", "#"),
    (r"/[\w./-]*paceline-[\w./-]*", "/…"),
    (r"−∞|∞|\bnot yet\b", "#"),
    (r"(?<=\| )(?:\d+|–)(?= \|)", "#"),
    (r"; more than a tenth of its heats[^\n<\"]*", ""),
)
"""Patterns of what a race measures, and what stands for it."""

_DOUBTS = re.compile(
    r"^(?:<sup>\d+</sup> |\[\d+\] )?.*(?:machine|host|neighbours|budget|cores that|tenth of its heats).*$", re.MULTILINE
)
"""Remarks on the machine's system_load: they differ from run to run."""


def masked(text: str, pythons: Sequence[str]) -> str:
    """Return a text without what was measured; interpreters are called by their place, `PY1` the oldest."""
    for number, python in enumerate(pythons, 1):
        text = re.sub(rf"(?<![\d.]){re.escape(python)}(?:\.\d+)?(?![\d.])", f"PY{number}", text)
    for pattern, instead in _MEASURED:
        text = re.sub(pattern, instead, text)
    text = re.sub(r" <sup>\d+</sup>| \[\d+\]", "", _DOUBTS.sub("", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
