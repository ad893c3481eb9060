"""The charts as Vega-Lite: templates that the page fills with rows, and finished ones for files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from . import bars, curves, programs
from .frame import Axis, Style
from .records import objects
from .theme import Colours, config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .content import Content

Spec = dict[str, Any]


def templates(content: Content) -> dict[str, Spec]:
    """Return a specification of each kind of panel; the page adds rows, the ends of axes, and its width."""
    style = Style(content.looks, [side.name for side in content.sides], Colours())
    axis = Axis.set_by_page()
    charts = {
        "speedup": curves.speedups(style, axis, content.race.capacity),
        "ratio": curves.interpreters(style, axis),
        "verdict": bars.verdicts(style, axis),
        "spent": bars.spent(style),
        "heats": bars.heats(style),
        "timeline": bars.timeline(style),
        "rounds": bars.rounds(style),
    }
    return {kind: _finished(chart, style.colours) for kind, chart in charts.items()}


def figures(content: Content, scheme: str = "light") -> Iterator[tuple[str, Spec]]:
    """Yield name and specification of each plot that is written as a file."""
    style = Style(content.looks, [side.name for side in content.sides], Colours(scheme))
    for group in content.groups:
        if group in content.scales.speedup:
            yield (
                f"speedup-{group}",
                _joined([_speedup(content, style, group, side) for side in _measured(content, group)], style),
            )
        if len(content.sides) > 1 and (group, 0) in content.scales.ratio:
            yield f"interpreters-{group}", _joined(_ratios(content, style, group), style)
    for pair in content.pairs:
        chart = bars.verdicts(style, Axis.of(content.verdict_axis(pair)), pair).properties(width=420)
        mine = [row for row in content.verdicts if row.pair == pair]
        rows = [_with_case(content, row) for row in mine]
        yield f"verdicts-{pair}", _joined([(chart, {"points": rows})], style)
    if content.programs:
        sets = {"points": objects(programs.tasks(content.programs)), "runs": objects(programs.lines(content.programs))}
        chart = bars.timeline(style, programs.about(content.programs)).properties(width=520)
        yield "timeline", _joined([(chart, sets)], style)
    yield (
        "time",
        _joined(
            [(bars.spent(style, "Where the time went").properties(width=320), {"points": objects(content.spent)})],
            style,
        ),
    )


def _measured(content: Content, group: str) -> list[int]:
    here = {row.side for row in content.measures.figures if content.cases[row.case].group == group and row.speedup}
    return sorted(here)


Panel = tuple[alt.LayerChart, dict[str, list[dict[str, Any]]]]
"""A chart and the rows it reads."""


def _speedup(content: Content, style: Style, group: str, side: int) -> Panel:
    axis = Axis.of(content.scales.speedup[group])
    title = f"{group} on {content.sides[side].name}"
    chart = curves.speedups(style, axis, content.race.capacity, title).properties(width=300)
    points = [
        _with_case(content, row)
        for row in content.measures.figures
        if row.side == side and row.speedup and content.cases[row.case].group == group
        if content.cases[row.case].size and not content.cases[row.case].control
    ]
    crossings = objects(row for row in content.measures.crossovers if (row.group, row.side) == (group, side))
    return chart, {"points": points, "crossings": crossings, "labels": _labels(content, "speedup", group, side=side)}


def _ratios(content: Content, style: Style, group: str) -> list[Panel]:
    axis = Axis.of(content.scales.ratio[group, 0])
    settings = dict.fromkeys(case.setting for case in content.cases if case.group == group)
    panels: list[Panel] = []
    for setting in settings:
        points = [
            {**_with_case(content, row), "side": content.sides[row.side].name}
            for row in content.measures.ratios
            if row.reference == 0
            and (content.cases[row.case].group, content.cases[row.case].setting) == (group, setting)
            if not content.cases[row.case].control
        ]
        title = f"{group}, {setting}, ÷ {content.sides[0].name}" if setting else f"{group}, ÷ {content.sides[0].name}"
        labels = _labels(content, "ratio 0", group, setting)
        chart = curves.interpreters(style, axis, title).properties(width=300)
        panels.append((chart, {"points": points, "labels": labels}))
    return panels


def _labels(
    content: Content, chart: str, group: str, setting: str = "", side: int | None = None
) -> list[dict[str, Any]]:
    mine = [row for row in content.scales.labels if (row.chart, row.group, row.setting) == (chart, group, setting)]
    mine = [row for row in mine if side is None or row.side == side]
    largest = content.scales.speedup[group].sizes[-1] if side is not None else None
    rows = objects(mine)
    return [{**row, "size": largest, "side": content.sides[int(row["side"])].name} for row in rows]


def _with_case(content: Content, row: Any) -> dict[str, Any]:
    """Return a row together with its case's own fields."""
    (values,) = objects([row])
    case = objects([content.cases[row.case]])[0] if row.case >= 0 else {"name": "all cases together"}
    return {**case, **values}


def _joined(panels: list[Panel], style: Style) -> Spec:
    """Put panels side by side, four a row; each reads data sets of its own."""
    specs, sets = [], {}
    for number, (chart, rows) in enumerate(panels):
        spec = _finished(chart, style.colours)
        spec.pop("config"), spec.pop("$schema")
        sets.update(spec.pop("datasets", {}))
        sets.update({f"{name} {number}": content for name, content in rows.items()})
        specs.append(_renamed(spec, {name: f"{name} {number}" for name in rows}))
    whole: Spec = {"concat": specs, "columns": 4, "datasets": sets, "config": config(style.colours)}
    return {"$schema": alt.SCHEMA_URL, **whole, "padding": 16}


def _renamed(spec: Any, names: dict[str, str]) -> Any:
    """Return a specification that reads other data sets."""
    if isinstance(spec, list):
        return [_renamed(part, names) for part in spec]
    if not isinstance(spec, dict):
        return spec
    return {
        key: {"name": names.get(part["name"], part["name"])}
        if key == "data" and "name" in part
        else _renamed(part, names)
        for key, part in spec.items()
    }


def _finished(chart: alt.LayerChart, colours: Colours) -> Spec:
    spec: Spec = chart.to_dict()
    return {**spec, "config": config(colours)}
