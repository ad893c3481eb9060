from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from paceline.report import drawing
from paceline.report.conditions import conditions, too_few_heats
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


@pytest.mark.parametrize(
    ("heats", "said"), [(1, "1 heat may be too few for an answer: more of them fit into --budget 2m"), (4, "")]
)
def test_few_heats_are_named_with_a_budget_that_gives_more(heats: int, said: str):
    """Four heats as long as the longest fit into it."""
    run, _ = race()
    some = tuple(msgspec.structs.replace(heat, seconds=30.0) for heat in run.heats[:heats])
    assert "".join(each.text for each in too_few_heats(msgspec.structs.replace(run, heats=some))) == said
