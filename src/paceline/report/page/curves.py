"""Charts of lines: speed-up against size, and interpreters side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from ...judge.profile import INTERPRETERS
from .frame import TIMES, Axis, Style, at, known, layered

if TYPE_CHECKING:
    from ...results.records import Capacity

_SIZE = "datum.value >= 10000 ? format(datum.value, '.3~s') : format(datum.value, ',')"
_PADDING = 14
"""Pixels beside the first and the last size; a line's name stands behind them."""
_CONTROL = alt.when("datum.control").then(alt.value(0.4)).otherwise(alt.value(1))


def speedups(style: Style, axis: Axis, capacity: Capacity | None = None, title: str = "") -> alt.LayerChart:
    """Draw one panel: ln speed-up against ln size, one line per strategy, with intervals and crossovers.

    Reads the data sets `points` (figures with their case), `crossings` and `labels`.
    """
    x = alt.X(
        "size:Q",
        title="size",
        scale=alt.Scale(type="log", nice=False, padding=_PADDING),
        axis=alt.Axis(values=axis.sizes, labelExpr=_SIZE),
    )
    y = alt.Y("speedup:Q", title="speed-up", scale=axis.scale(), axis=alt.Axis(labelExpr=TIMES, values=axis.ticks))
    points = alt.Chart(alt.NamedData("points"))
    base = points.encode(x=x, y=y, color=style.color(), detail="series:N", opacity=_CONTROL)
    tooltip = [
        alt.Tooltip("series:N", title="strategy"),
        alt.Tooltip("size:Q", format=","),
        alt.Tooltip("speedup:Q", format=".3r", title="speed-up (×)"),
        alt.Tooltip("low:Q", format=".3r", title="95 % from (×)"),
        alt.Tooltip("high:Q", format=".3r", title="to (×)"),
        alt.Tooltip("paired:Q", title="n (heats)"),
        alt.Tooltip("time:N", title="time per call"),
        alt.Tooltip("standing:N"),
    ]
    return layered(
        *_references(style, capacity),
        known(points).mark_rule(strokeWidth=1.6, clip=True).encode(x, alt.Y("low:Q"), alt.Y2("high:Q"), style.color()),
        base.mark_line(strokeWidth=2, clip=True).encode(strokeDash=style.dash()),
        *_crossings(style),
        base.mark_point(size=52, filled=True).encode(shape=style.shape(), tooltip=tooltip),
        _names(style, alt.X("size:Q"), dx=_PADDING + 3),
        title=title,
    )


def _references(style: Style, capacity: Capacity | None) -> list[alt.Chart]:
    one = at(1).mark_rule(strokeWidth=1.2, color=style.colours.role("quiet")).encode(alt.YDatum(1))
    if capacity is None:
        return [one]
    rule = at(capacity.most).mark_rule(strokeDash=[2, 3], color=style.colours.role("quiet"), clip=True)
    text = at(capacity.most).mark_text(align="left", baseline="bottom", dx=2, dy=-3, color=style.colours.role("quiet"))
    label = f"{capacity.workers} processes could reach {capacity.most:.2f}×"
    return [
        one,
        rule.encode(alt.Y("value:Q")),
        text.encode(alt.Y("value:Q"), x=alt.value(0), text=alt.value(label)),
    ]


def _crossings(style: Style) -> list[alt.Chart]:
    """Draw where a strategy begins to win: a hollow mark on the line of 1, its interval, and a drop to the axis."""
    crossings = alt.Chart(alt.NamedData("crossings"))
    tooltip = [
        alt.Tooltip("strategy:N"),
        alt.Tooltip("text:N", title="pays from size (95 %)"),
    ]
    interval = crossings.mark_rule(strokeWidth=7, opacity=0.22, clip=True)
    drop = crossings.mark_rule(strokeWidth=1, strokeDash=[1, 3], clip=True)
    mark = crossings.mark_point(size=70, filled=True, fill=style.colours.role("paper"), strokeWidth=2, opacity=1)
    color = style.color()
    return [
        interval.encode(alt.X("low:Q"), alt.X2("high:Q"), alt.YDatum(1), color),
        drop.encode(alt.X("size:Q"), alt.YDatum(1), color, y2=alt.value("height")),
        mark.encode(
            alt.X("size:Q"),
            alt.YDatum(1),
            stroke=alt.Stroke("strategy:N", scale=color["scale"], legend=None),
            tooltip=tooltip,
        ),
    ]


def _names(style: Style, x: Any, *, dx: int) -> alt.Chart:
    """Write each line's name behind its end."""
    text = alt.Chart(alt.NamedData("labels")).mark_text(align="left", dx=dx, fontWeight=500)
    named: alt.Chart = text.encode(x=x, y=alt.Y("y:Q"), text="series:N", color=style.color())
    return named


def interpreters(style: Style, axis: Axis, title: str = "") -> alt.LayerChart:
    """Draw one panel: a case's time on each interpreter ÷ its time on the reference, one line per strategy.

    Reads the data sets `points` (ratios with their case) and `labels`.
    """
    many = len(style.sides) > 4
    x = alt.X(
        "side:N",
        title=None,
        scale=alt.Scale(type="point", domain=style.sides, padding=0.15),
        axis=alt.Axis(labelAngle=-40 if many else 0, labelLimit=110),
    )
    y = alt.Y(
        "ratio:Q", title="time ÷ reference", scale=axis.scale(), axis=alt.Axis(labelExpr=TIMES, values=axis.ticks)
    )
    points = alt.Chart(alt.NamedData("points"))
    base = points.encode(x=x, y=y, color=style.color(), detail="series:N", opacity=_CONTROL)
    band = at(1).mark_rect(color=style.colours.role("faint"), clip=True)
    tooltip = [
        alt.Tooltip("side:N", title="interpreter"),
        alt.Tooltip("name:N", title="case"),
        alt.Tooltip("ratio:Q", format=".3r", title="time ÷ reference (×)"),
        alt.Tooltip("low:Q", format=".3r", title="95 % from (×)"),
        alt.Tooltip("high:Q", format=".3r", title="to (×)"),
        alt.Tooltip("heats:Q", title="n (heats)"),
    ]
    nothing = 1 + INTERPRETERS.margin
    return layered(
        band.encode(alt.YDatum(1 / nothing), alt.Y2Datum(nothing)),
        *_references(style, None),
        known(points).mark_rule(strokeWidth=1.6, clip=True).encode(x, alt.Y("low:Q"), alt.Y2("high:Q"), style.color()),
        base.mark_line(strokeWidth=2, clip=True).encode(strokeDash=style.dash()),
        base.mark_point(size=52, filled=True).encode(shape=style.shape(), tooltip=tooltip),
        _names(style, alt.value("width"), dx=4),
        title=title,
    )
