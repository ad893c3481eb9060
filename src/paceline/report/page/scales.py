"""The reach of each chart's axes, and where the lines' names stand: the same on the page and in files."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .records import LabelRow, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .measures import Measures
    from .records import CaseRow, FigureRow, RatioRow, SideRow

HEIGHT = 230
"""Of a panel, in pixels."""
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
_NAMES = 12
"""Names of ticks that fit side by side."""
_LINE = 14
"""Between the names of two lines, in pixels."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A logarithmic axis, and the values that are written on it."""

    low: float
    high: float
    sizes: tuple[int, ...] = ()
    """Of the other axis, where it has sizes."""

    @property
    def ticks(self) -> list[float]:
        """The round values between its ends: fewer a decade where it spans several, even steps where little."""
        if self.high / self.low < 2:
            step = next(step for step in _STEPS if (self.high - self.low) / step <= 8)
            steps = range(math.ceil((self.low - 1) / step), math.floor((self.high - 1) / step) + 1)
            return [round(1 + number * step, 6) for number in steps]
        digits = (1, 2, 5) if self.high / self.low > 8 else (1, 1.2, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)
        found = [float(f"{digit}e{power}") for power in range(-6, 7) for digit in digits]
        return self._apart([tick for tick in found if self.low <= tick <= self.high])

    def _apart(self, ticks: list[float]) -> list[float]:
        """Return those whose names do not overlap, from 1 outwards."""
        least = math.log(self.high / self.low) / _NAMES
        kept: list[float] = []
        for tick in sorted(ticks, key=lambda tick: abs(math.log(tick))):
            if all(abs(math.log(tick / other)) >= least for other in kept):
                kept.append(tick)
        return sorted(kept)

    def as_json(self) -> dict[str, object]:
        """Return what is embedded."""
        return {"low": short(self.low), "high": short(self.high), "ticks": self.ticks, "sizes": self.sizes}


def reach(values: Sequence[float], sizes: Iterable[int] = (), *, around: float = 1.25) -> Reach:
    """Return an axis that shows all values and 1, with some air."""
    low, high = min([1 / around, *values]), max([around, *values])
    air = (high / low) ** 0.06
    return Reach(low / air, high * air, tuple(sorted(set(sizes))))


def spread(values: Sequence[float], axis: Reach) -> list[float]:
    """Move values apart, as little as can be, until names at them can be read; their order stays."""
    span = math.log(axis.high / axis.low)
    gap = span * min(_LINE / HEIGHT, 1 / max(1, len(values)))
    order = sorted(range(len(values)), key=lambda index: values[index])
    at = [math.log(values[index]) for index in order]
    for _ in range(40):
        for i in range(len(at) - 1):
            lacking = gap - (at[i + 1] - at[i])
            if lacking > 0:
                at[i] -= lacking / 2
                at[i + 1] += lacking / 2
    shift = max(0.0, math.log(axis.low) + gap / 2 - at[0]) if at else 0.0
    shift -= max(0.0, at[-1] + shift - math.log(axis.high)) if at else 0.0
    moved = dict(zip(order, (value + shift for value in at), strict=True))
    return [math.exp(moved[index]) for index in range(len(values))]


@dataclass(frozen=True, slots=True)
class Scales:
    """All axes, and all names of lines."""

    speedup: dict[str, Reach]
    """By group; only those that have sizes and speed-ups."""
    ratio: dict[tuple[str, int], Reach]
    """By group and reference."""
    labels: list[LabelRow]


def scales(measures: Measures, cases: list[CaseRow], sides: list[SideRow], most: float = 1.0) -> Scales:
    """Lay out all panels of lines; those of speed-ups reach to `most`, which is drawn in."""
    curves: dict[str, list[FigureRow]] = {}
    for figure in measures.figures:
        case = cases[figure.case]
        if case.size is not None and figure.speedup is not None:
            curves.setdefault(case.group, []).append(figure)
    ratios: dict[tuple[str, int], list[RatioRow]] = {}
    for ratio in measures.ratios:
        ratios.setdefault((cases[ratio.case].group, ratio.reference), []).append(ratio)
    speedup = {
        group: reach([most, *(row.speedup or 1.0 for row in rows)], [cases[row.case].size or 1 for row in rows])
        for group, rows in curves.items()
    }
    ratio_axes = {key: reach([row.ratio for row in rows], around=1.15) for key, rows in ratios.items()}
    labels = [
        *(label for group, rows in curves.items() for label in _ends(group, rows, cases, speedup[group], len(sides))),
        *(label for key, rows in ratios.items() for label in _tails(key, rows, cases, ratio_axes[key])),
    ]
    return Scales(speedup, ratio_axes, labels)


def _ends(group: str, rows: list[FigureRow], cases: list[CaseRow], axis: Reach, sides: int) -> Iterator[LabelRow]:
    """Yield the names at the largest size of each side's curves."""
    for side in range(sides):
        here = [row for row in rows if row.side == side and cases[row.case].size == axis.sizes[-1]]
        here = [row for row in here if not cases[row.case].control]
        for row, y in zip(here, spread([row.speedup or 1.0 for row in here], axis), strict=True):
            yield LabelRow("speedup", group, "", side, cases[row.case].series, cases[row.case].strategy, y)


def _tails(key: tuple[str, int], rows: list[RatioRow], cases: list[CaseRow], axis: Reach) -> Iterator[LabelRow]:
    """Yield the names behind the last interpreter of each setting's lines; `chart` holds the reference."""
    group, reference = key
    last: dict[str, dict[str, RatioRow]] = {}
    for row in rows:
        if not cases[row.case].control:
            last.setdefault(cases[row.case].setting, {})[cases[row.case].series] = row
    for setting, ends in last.items():
        for (series, row), y in zip(ends.items(), spread([row.ratio for row in ends.values()], axis), strict=True):
            yield LabelRow(f"ratio {reference}", group, setting, row.side, series, cases[row.case].strategy, y)
