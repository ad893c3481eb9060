from __future__ import annotations

import math

import numpy as np
import pytest

pytest.importorskip("vl_convert", reason="the page needs paceline[plots]")

from paceline.report.page import places, scales, theme
from paceline.report.page.measures import Measures
from paceline.report.page.records import FigureRow, SideRow

CASE = places.place("b/t.py::t[workload=loop-strategy=threads-size=10]")
SIDE = SideRow("3.14", "cpython", "3.14.0", "")


def figure() -> FigureRow:
    return FigureRow(0, 0, 1.0, 1.0, 1.0, "", 5, 5, "tied", 1.1, 1.0, 1.2, 5, None)


def test_labels_keep_their_order_and_their_distance():
    """Names of lines that end together are moved apart, in order, and stay within the axis."""
    axis = scales.Reach(0.1, 2.0)
    values = [1.0, 1.001, 1.002, 0.5, 1.99, 0.1]
    moved = scales.spread(values, axis)
    assert sorted(range(6), key=lambda i: values[i]) == sorted(range(6), key=lambda i: moved[i])
    logs = np.sort(np.log(moved)) / np.log(20) * scales.HEIGHT
    assert np.diff(logs).min() > 12
    assert axis.low <= min(moved)
    assert max(moved) <= axis.high * 1.000001


@pytest.mark.parametrize(
    ("low", "high"), [(0.985, 1.02), (0.7, 1.2), (0.6, 2.3), (0.78, 4.2), (0.01, 2.0), (1e-4, 30.0)]
)
def test_an_axis_has_a_readable_number_of_ticks(low: float, high: float):
    """Whether it spans a few percent or five decades: between 3 and 20 marks, 1 among them, some on either side."""
    ticks = scales.Reach(low, high).ticks
    assert 3 <= len(ticks) <= 20
    assert 1 in ticks
    assert min(ticks) < 1 < max(ticks)
    assert np.diff(np.log(ticks)).min() >= math.log(high / low) / 13


def test_an_axis_of_speed_ups_reaches_to_what_the_machine_gives():
    """The line that names the machine's capacity is on the axis, also where no strategy comes near it."""
    assert scales.scales(Measures([figure()], [], []), [CASE], [SIDE], 7.5).speedup["loop"].high > 7.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_keep_their_contrast(scheme: str):
    """Every strategy's colour has a contrast of at least 3 to the paper, and text one of 4.5 (WCAG 2.2)."""
    paper = getattr(theme.ROLES["paper"], scheme)
    for name, look in theme.looks([*places.STRATEGIES, "loky", "dask"]).items():
        assert contrast(getattr(look.paint, scheme), paper) >= 3, name
    for name in ("ink", "quiet", "bad", "good", "accent"):
        assert contrast(getattr(theme.ROLES[name], scheme), paper) >= 4.5, name


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_every_strategy_looks_different():
    """No two of the known strategies share a shape or a colour; one that nobody knows gets a look as well."""
    found = theme.looks([*places.STRATEGIES, "loky", "ray"])
    assert len({look.shape for look in found.values()}) == len(found)
    assert len({look.paint for look in found.values()}) == len(found)
