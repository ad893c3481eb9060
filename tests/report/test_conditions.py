from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from paceline.report import drawing
from paceline.report.conditions import conditions
from paceline.results.records import Spent

from .synthetic import race


@pytest.mark.parametrize(
    ("spent", "end"),
    [
        (
            Spent(timed=2.0, reference=4.0),
            "50 % sequential rounds beside a strategy's, 25 % timed rounds, 25 % everything else",
        ),
        (Spent(timed=8.0, start=0.01), ": 100 % timed rounds"),
    ],
)
def test_the_shares_of_a_races_time_add_up(spent: Spent, end: str):
    """The largest share comes first; what no kind explains is named too; what is no half of a percent is left out."""
    run, _ = race()
    replaced = {"seconds": 8.0, "spent": spent}
    run.heats = tuple(msgspec.structs.replace(heat, **replaced) for heat in run.heats)
    assert list(conditions(run))[-1].text.endswith(end)


@pytest.mark.parametrize(("found", "first"), [(object(), ""), (None, "pip install 'paceline[plots]', then ")])
def test_a_page_is_offered_with_what_it_needs(found: object, first: str, monkeypatch: pytest.MonkeyPatch):
    """Where nothing can draw, the command that installs it comes first."""
    monkeypatch.setattr(drawing, "find_spec", lambda _: found)
    assert drawing.how_to_draw(Path("out")) == f"{first}paceline report out"


@pytest.mark.parametrize(("kind", "said"), [("bench", ["only 3 heats"]), ("race", ["only 3 heats"]), ("gate", [])])
def test_few_heats_are_named_with_a_budget_that_gives_more(kind: str, said: list[str]):
    """Four heats as long as the longest fit into it; a gate says by itself what it lacks."""
    run, _ = race()
    heats = [msgspec.structs.replace(heat, seconds=30.0) for heat in run.heats[:3]]
    few = msgspec.structs.replace(run, kind=kind, heats=tuple(heats))
    notes = [note for note in list(conditions(few))[-1].notes if "heats" in note.text]
    assert [note.text for note in notes] == said
    assert all(note.cure == "give --budget 2m or more for an answer" for note in notes)
