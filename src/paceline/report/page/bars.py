"""Charts of rows and columns: verdicts as a forest, where the time went, heats, and a case's raw rounds."""

from __future__ import annotations

import altair as alt

from ..conditions import BUSY
from .frame import CHANGE, SECONDS, Axis, Style, at, known, layered, unknown
from .theme import WORDS


def verdicts(style: Style, axis: Axis, title: str = "") -> alt.LayerChart:
    """Draw a pair's forest: one row per case, its ratio with its interval over its margins. Reads `points`."""
    role = style.colours.role
    limit = alt.ExprRef("sizes[0]") if isinstance(axis.sizes, alt.ExprRef) else 320
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=limit, labelColor=role("ink"), grid=False))
    x = alt.X("ratio:Q", title="ratio of times", scale=axis.scale(), axis=alt.Axis(labelExpr=CHANGE, values=axis.ticks))
    points = alt.Chart(alt.NamedData("points"))
    scale = alt.Scale(domain=list(WORDS), range=[role(name) for name, _ in WORDS.values()])
    color = alt.Color("verdict:N", scale=scale, legend=None)
    shapes = alt.Scale(domain=list(WORDS), range=[shape for _, shape in WORDS.values()])
    margins = points.transform_calculate(
        least="1 / (1 + datum.margin)",
        most="1 + datum.margin",
        least_seen="1 / (1 + datum.tolerance)",
        most_seen="1 + datum.tolerance",
    )
    tooltip = [
        alt.Tooltip("name:N", title="case"),
        alt.Tooltip("verdict:N"),
        alt.Tooltip("ratio:Q", format=".4f", title="ratio of times"),
        alt.Tooltip("low:Q", format=".4f", title="95 % from"),
        alt.Tooltip("high:Q", format=".4f", title="to"),
        alt.Tooltip("heats:Q", title="n (heats)"),
        alt.Tooltip("tolerance:Q", format=".2%"),
        alt.Tooltip("margin:Q", format=".2%"),
    ]
    band = margins.mark_bar(height=18, clip=True)
    return layered(
        band.encode(alt.X("least:Q"), alt.X2("most:Q"), y, color=alt.value(role("line"))),
        band.encode(alt.X("least_seen:Q"), alt.X2("most_seen:Q"), y, color=alt.value(role("core"))),
        at(1).mark_rule(strokeWidth=1.2, color=role("quiet")).encode(alt.XDatum(1)),
        known(points).mark_rule(strokeWidth=1.8, clip=True).encode(alt.X("low:Q"), alt.X2("high:Q"), y, color),
        # A point alone would look certain.
        unknown(points)
        .mark_rule(strokeWidth=1, strokeDash=[2, 4])
        .encode(y, color, x=alt.value(0), x2=alt.value("width")),
        points.mark_point(size=64, filled=True, opacity=1, clip=True).encode(
            x, y, color, alt.Shape("verdict:N", scale=shapes, legend=None), tooltip=tooltip
        ),
        points.mark_text(align="left", dx=8).encode(y, color, x=alt.value("width"), text="verdict:N"),
        title=title,
        height=alt.Step(22),
    )


def spent(style: Style, title: str = "") -> alt.LayerChart:
    """Draw where the race's time went: a bar a kind. Reads `points`."""
    role = style.colours.role
    bars = alt.Chart(alt.NamedData("points")).encode(
        x=alt.X("seconds:Q", title="seconds", axis=alt.Axis(tickCount=4)),
        y=alt.Y("kind:N", sort=None, title=None, axis=alt.Axis(labelColor=role("ink"), labelLimit=160, grid=False)),
        tooltip=[alt.Tooltip("kind:N"), alt.Tooltip("text:N", title="time")],
    )
    timed = alt.when("datum.kind === 'timed rounds'").then(alt.value(role("accent"))).otherwise(alt.value(role("bar")))
    return layered(
        bars.mark_bar(height=16, cornerRadiusEnd=2).encode(color=timed),
        bars.mark_text(align="left", dx=6, color=role("quiet")).encode(x=alt.value("width"), text="text:N"),
        title=title,
        height=alt.Step(26),
    )


def timeline(style: Style, title: str = "") -> alt.LayerChart:
    """Draw which worker did which task from when to when, in each program. Reads `points` (tasks) and `runs`."""
    role = style.colours.role
    scale = style.color()["scale"]
    x = alt.X("start:Q", title="seconds after the program's start", axis=alt.Axis(tickCount=6))
    y = alt.Y("worker:N", sort=None, title=None, axis=alt.Axis(labelColor=role("ink"), labelLimit=160, grid=False))
    tasks, runs = alt.Chart(alt.NamedData("points")), alt.Chart(alt.NamedData("runs"))
    tooltip = [
        alt.Tooltip("task:N", title="task of size"),
        alt.Tooltip("strategy:N"),
        alt.Tooltip("text:N", title="took"),
        alt.Tooltip("who:N", title="worker"),
    ]
    wide = tasks.transform_filter("datum.wide")
    beside = tasks.transform_filter("!datum.wide").encode(alt.X("end:Q"), y, text="task:N")
    return layered(
        runs.mark_rule(strokeWidth=1.2, color=role("bar")).encode(x, alt.X2("end:Q"), y),
        runs.mark_tick(thickness=1.6, height=14, color=role("quiet")).encode(alt.X("end:Q"), y),
        tasks.mark_bar(height=20, color=role("paper")).encode(x, alt.X2("end:Q"), y),  # the line ends behind a bar
        tasks.mark_bar(height=20, cornerRadius=2, fillOpacity=0.25, strokeWidth=1.4).encode(
            x,
            alt.X2("end:Q"),
            y,
            alt.Fill("strategy:N", scale=scale, legend=None),
            alt.Stroke("strategy:N", scale=scale, legend=None),
            tooltip=tooltip,
        ),
        wide.mark_text(fontWeight=600).encode(alt.X("middle:Q"), y, text="task:N"),
        # The line ends behind a name too.
        beside.mark_text(fontWeight=600, align="left", dx=4, stroke=role("paper"), strokeWidth=4),
        beside.mark_text(fontWeight=600, align="left", dx=4),
        runs.mark_text(align="left", dx=24, color=role("quiet")).encode(y, x=alt.value("width"), text="text:N"),
        title=title,
        height=alt.Step(30),
    )


def heats(style: Style, title: str = "") -> alt.LayerChart:
    """Draw what other processes took of the machine in each heat. Reads `points`."""
    role = style.colours.role
    busy = alt.when(f"datum.foreign > {BUSY}").then(alt.value(role("bad"))).otherwise(alt.value(role("accent")))
    bars = alt.Chart(alt.NamedData("points")).encode(
        x=alt.X("heat:O", title="heat", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("foreign:Q", title="used by others", axis=alt.Axis(format=".0%", tickCount=4)),
        tooltip=[
            alt.Tooltip("heat:O"),
            alt.Tooltip("foreign:Q", format=".1%", title="used by other processes"),
            alt.Tooltip("load:Q", format=".2f", title="load at its end"),
            alt.Tooltip("text:N", title="time"),
        ],
    )
    limit = at(BUSY).mark_rule(strokeDash=[4, 3], color=role("quiet")).encode(alt.Y("value:Q"))
    return layered(
        bars.mark_bar(cornerRadiusEnd=2, width=alt.RelativeBandSize(0.6)).encode(color=busy),
        limit,
        title=title,
        height=170,
    )


def rounds(style: Style, title: str = "") -> alt.LayerChart:
    """Draw all rounds of a case on one side: heats as columns, their times as bars. Reads `points`, `times`, `all`."""
    role = style.colours.role
    x = alt.X("heat:O", title="heat", axis=alt.Axis(labelAngle=0, labelOverlap=True))
    axis = alt.Axis(labelExpr=SECONDS, tickCount=5)
    y = alt.Y("seconds:Q", title="time per call", scale=alt.Scale(zero=False), axis=axis)
    tooltip = [alt.Tooltip("heat:O"), alt.Tooltip("round:Q"), alt.Tooltip("text:N", title="time per call")]
    times = alt.Chart(alt.NamedData("times"))
    whole = alt.Chart(alt.NamedData("all"))
    return layered(
        known(whole).mark_rect(opacity=0.5, color=role("line")).encode(alt.Y("low:Q"), alt.Y2("high:Q")),
        whole.mark_rule(color=role("quiet"), strokeWidth=1).encode(alt.Y("seconds:Q")),
        alt.Chart(alt.NamedData("points"))
        .mark_circle(size=16, opacity=0.45, color=role("accent"))
        .encode(x, y, alt.XOffset("round:Q"), tooltip=tooltip),
        times.mark_tick(thickness=2.5, color=role("ink")).encode(
            x, y, tooltip=[alt.Tooltip("heat:O"), alt.Tooltip("text:N", title="time of the heat")]
        ),
        title=title,
        height=190,
    )
