"""What all charts share: axes, the looks of strategies, and rules for intervals. All are Vega-Lite, by Altair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt

from .scales import HEIGHT

if TYPE_CHECKING:
    from .scales import Reach
    from .theme import Colours, Look

TIMES = "format(datum.value, '.3~r') + '×'"
"""How a factor is written on an axis."""
CHANGE = (
    "abs(datum.value - 1) < 1e-9 ? '0 %' : "
    "(datum.value < 1 ? '−' : '+') + format(abs(datum.value - 1) * 100, '.2~f') + ' %'"
)
"""How a ratio is written as a change."""
SECONDS = "format(datum.value, '~s') + 's'"
"""How seconds are written, with their prefix."""


@dataclass(frozen=True, slots=True)
class Style:
    """How charts of one race look: the same strategy looks the same everywhere."""

    looks: dict[str, Look]
    sides: list[str]
    colours: Colours

    def color(self) -> alt.Color:
        """Return the colour of a strategy."""
        names = list(self.looks)
        scale = alt.Scale(domain=names, range=self.colours.strategies(self.looks))
        return alt.Color("strategy:N", scale=scale, legend=None)

    def shape(self) -> alt.Shape:
        """Return the shape of a strategy."""
        scale = alt.Scale(domain=list(self.looks), range=[look.shape for look in self.looks.values()])
        return alt.Shape("strategy:N", scale=scale, legend=None)

    def dash(self) -> alt.StrokeDash:
        """Return the dash of a strategy's line."""
        scale = alt.Scale(domain=list(self.looks), range=[look.dash or [1, 0] for look in self.looks.values()])
        return alt.StrokeDash("strategy:N", scale=scale, legend=None)


@dataclass(frozen=True, slots=True)
class Axis:
    """The ends of a logarithmic axis: numbers for a file, or parameters that the page sets."""

    low: float | alt.ExprRef
    high: float | alt.ExprRef
    ticks: list[float] | alt.ExprRef
    sizes: list[int] | alt.ExprRef

    @classmethod
    def of(cls, reach: Reach) -> Axis:
        """Return an axis that is fixed."""
        return cls(reach.low, reach.high, reach.ticks, list(reach.sizes))

    @classmethod
    def set_by_page(cls) -> Axis:
        """Return an axis that the page sets for each panel."""
        return cls(alt.ExprRef("low"), alt.ExprRef("high"), alt.ExprRef("ticks"), alt.ExprRef("sizes"))

    def scale(self) -> alt.Scale:
        """Return the logarithmic scale."""
        return alt.Scale(type="log", domainMin=self.low, domainMax=self.high, nice=False)


def at(value: float) -> alt.Chart:
    """Return a chart of one value, to draw a line of reference on."""
    return alt.Chart(alt.InlineData([{"value": value}]))


_ENDS = "isValid(datum.low) && isValid(datum.high)"


def known(chart: alt.Chart) -> alt.Chart:
    """Keep the rows whose interval has both ends."""
    return chart.transform_filter(_ENDS)


def unknown(chart: alt.Chart) -> alt.Chart:
    """Keep the rows whose interval lacks an end, as after one heat."""
    return chart.transform_filter(f"!({_ENDS})")


def layered(*layers: alt.Chart, title: str = "", height: int | alt.Step = HEIGHT) -> alt.LayerChart:
    """Put layers on each other, in a panel."""
    chart = alt.LayerChart(layer=list(layers), height=height)
    return chart.properties(title=title) if title else chart
