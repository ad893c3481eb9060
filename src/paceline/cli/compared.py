"""What a gate compared, by commits: for its reader, and for whoever wants to know whether two gates are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..results.records import Race, Side

_SHOWN = 12
"""Digits of a commit's hash."""


def in_words(races: Sequence[Race]) -> str:
    """Return `4f5e6d7c8b9a with uncommitted changes against 1a2b3c4d5e6f`, of the first pair of these races."""
    for race in races:
        for pair in race.pairs:
            return f"{_name(race.side(pair.candidate))} against {_name(race.side(pair.baseline))}"
    return "nothing"


def commits(race: Race) -> Iterator[tuple[str | None, ...]]:
    """Yield for each pair what its sides were, and on which interpreter: alike in gates that can confirm each other."""
    for pair in race.pairs:
        both = race.side(pair.baseline), race.side(pair.candidate)
        yield (*map(_what, both), str(both[1].interpreter.get("name")))


def _what(side: Side) -> str | None:
    """Return a side's commit; of a tree that differs from it, or has none, what its files were."""
    return side.content if side.commit is None or side.commit.endswith("+") else side.commit


def _name(side: Side) -> str:
    if side.commit is None:
        return side.checkout
    return side.commit[:_SHOWN] + (" with uncommitted changes" if side.commit.endswith("+") else "")
