from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from paceline.report import drawing
from paceline.report.conditions import conditions
from paceline.results.records import Spent

from .synthetic import race


@pytest.mark.parametrize(
    ("spent", "end"), [(4.0, "0 % handing over turns, 50 % everything else"), (8.0, "0 % handing over turns")]
)
def test_the_shares_of_a_races_time_add_up(spent: float, end: str):
    """What none of the named shares explains is named too, and left out where there is none."""
    run, _ = race()
    replaced = {"seconds": 8.0, "spent": Spent(timed=spent)}
    run.heats = tuple(msgspec.structs.replace(heat, **replaced) for heat in run.heats)
    assert list(conditions(run))[-1].text.endswith(end)


@pytest.mark.parametrize(("found", "first"), [(object(), ""), (None, "pip install 'paceline[plots]', then ")])
def test_a_page_is_offered_with_what_it_needs(found: object, first: str, monkeypatch: pytest.MonkeyPatch):
    """Where nothing can draw, the command that installs it comes first."""
    monkeypatch.setattr(drawing, "find_spec", lambda _: found)
    assert drawing.how_to_draw(Path("out")) == f"{first}paceline report out"
