"""What two sets of plain files show, and how little one file per side can."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..judge.records import Word
from .document import Document, Note, Paragraph
from .gate.document import unjudged_cases, verdict_table
from .units import count, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..judge.records import Unjudged, Verdict

_DRIFT = Note(
    "these files were measured one after the other, and machines drift by several percent in minutes",
    "paceline gate measures both sides in the same seconds",
)
_ONE = Note(
    "one file per side does not show how much processes differ, so no change can be shown",
    "give several files per side, one per run",
)


def compose(
    verdicts: Sequence[Verdict], unjudged: Sequence[Unjudged], files: tuple[int, int], *, verbose: bool
) -> Document:
    """Return the verdicts on plain files."""
    document = Document()
    shown = [verdict for verdict in verdicts if verbose or verdict.verdict is not Word.UNCHANGED]
    if shown:
        document.add(verdict_table("", shown, heats="files"))
    document.add(*unjudged_cases(unjudged))
    words = Counter(verdict.verdict for verdict in verdicts)
    summary = ", ".join(counted(words[word], word) for word in Word if words[word])
    notes = (_ONE, _DRIFT) if min(files) < 2 else (_DRIFT,)
    text = f"{summary}, by Welch's t-test on {files[0]} baseline and {count(files[1], 'candidate file')}"
    document.summary.append(Paragraph(text, "bad" if words[Word.REGRESSION] else "strong", notes))
    return document
