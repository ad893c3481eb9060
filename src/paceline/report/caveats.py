"""The judge's caveats in words, each with its cure: documents and rows use the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..judge.gate.compare import CONTAMINATED, FEW_ROUNDS, UNPINNED, UNSTEADY
from ..judge.records import Doubt
from .document import Note

if TYPE_CHECKING:
    from ..judge.records import Caveat

_NOTES: dict[str, tuple[str, str]] = {
    Doubt.NO_HEATS: ("nothing was measured on both sides", "give a larger --budget"),
    Doubt.FEW_HEATS: ("fewer than the {1:.0f} heats that a regression needs", "give a larger --budget"),
    Doubt.NOISY: (
        "can only detect changes above {0:.1%}; the margin is {1:.2%}",
        "give a larger --budget, or use a quieter machine",
    ),
    Doubt.OPEN: ("a change beyond ±{0:.2%} is not excluded yet", "give a larger --budget"),
    Doubt.WILD_HEATS: (
        "more than a tenth of its heats were far from the others",
        "close other programs and race again",
    ),
    Doubt.MOVED: ("the difference between the sides changed during the race", "race again"),
    Doubt.ONE_PROCESS: ("one file per side cannot show a change", "give several files per side, one per run"),
    Doubt.UNCONFIRMED: (
        "slower in the first race; the confirming race does not show it",
        "often that is noise of one machine",
    ),
    CONTAMINATED: ("in some heats other programs used the cores of a concurrent case", "close them and race again"),
    FEW_ROUNDS: (
        "few rounds per heat ({0:.0f})",
        "give a larger --budget; where benchmark.pedantic sets the number, rounds=5 is steadier",
    ),
    UNSTEADY: (
        "not steady: within a heat the last rounds differ from the first by {0:+.0%}",
        "let each call begin from the same state",
    ),
    UNPINNED: ("not pinned to a core", "trust only differences of at least 5 %"),
}
"""What each kind of caveat says of its numbers, and what to do about it."""


def note(caveat: Caveat) -> Note:
    """Put a caveat in words, with its cure."""
    text, cure = _NOTES[caveat.kind]
    return Note(re.sub(r"(\.\d)0%", r"\1%", text.format(*caveat.numbers)).replace("%", " %"), cure)
