"""The judge's caveats in words, each with its cure: documents and rows use the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..judge.gate.compare import CONTAMINATED, FEW_ROUNDS, UNPINNED, UNSTEADY
from ..judge.records import Doubt
from .document import Note

if TYPE_CHECKING:
    from ..judge.records import Caveat

_NOTES: dict[str, tuple[str, str]] = {
    Doubt.NO_HEATS: ("nothing was measured on both sides", "give a larger --budget"),
    Doubt.FEW_HEATS: ("no slowdown of any size can be shown in fewer than {1:.0f} heats", "give a larger --budget"),
    Doubt.NOISY: ("finds now less than its margin asks", "a quieter machine, or a larger --budget"),
    Doubt.WILD_HEATS: ("more than a tenth of its heats were far from the others", "look for what else ran meanwhile"),
    Doubt.MOVED: ("the change itself changed during the race", "race again"),
    Doubt.ONE_PROCESS: ("one file a side shows nothing", "give several, each of its own run"),
    Doubt.UNCONFIRMED: ("slower in the first race, not in the one that was to confirm it", "a host's doing, mostly"),
    CONTAMINATED: ("others used the cores that a concurrent case needs, in some heats", "close them and race again"),
    FEW_ROUNDS: ("{0:.0f} rounds a heat, as its author wrote", "rounds=5 in benchmark.pedantic is steadier"),
    UNSTEADY: (
        "never steady: within a heat the last rounds differ from the first by {0:+.0%}",
        "let each call begin from the same state",
    ),
    UNPINNED: ("not pinned to a core", "trust differences of 5 % and more only"),
}
"""What each kind of caveat says of its numbers, and what to do about it."""


def note(caveat: Caveat) -> Note:
    """Put a caveat in words, with its cure."""
    text, cure = _NOTES[caveat.kind]
    return Note(text.format(*caveat.numbers), cure)
