"""The table of a build without a GIL: its best against the plain build's best, and what one thread pays for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...judge.bench.builds import faster_from
from ..document import Cell, Column, Table
from ..units import change, doubt, interval, rounded, size, times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...judge.bench.builds import Best
    from ...judge.stats.estimate import Estimate
    from ..document import Style

_CAPTION = (
    "speed ratio: seconds of {1}'s best ÷ seconds of {0}'s best, with its 95 % interval over heats; above 1, {0} is "
    "faster; faster from: {0} is faster at this size and at all larger sizes measured; one thread: time of sequential "
    "on {0} compared with {1}; above +0 %, {0} is slower; +1: one more strategy is not shown to be slower"
)


def build_tables(bests: Sequence[Best], *, every: bool = False) -> Iterator[Table]:
    """Yield a table for each build without a GIL: one row per workload at its largest size, or with `every` at each."""
    for side, reference in dict.fromkeys((best.side, best.reference) for best in bests):
        mine = [best for best in bests if (best.side, best.reference) == (side, reference)]
        rows = []
        for workload in dict.fromkeys(best.workload for best in mine):
            sizes = [best for best in mine if best.workload == workload]
            rows += [_row(best, sizes) for best in (sizes if every else sizes[-1:])]
        titles = ("workload", f"best on {side}", f"best on {reference}", "speed ratio", "faster from", "one thread")
        columns = tuple(Column(title, number=number > 2) for number, title in enumerate(titles))
        caption = _CAPTION.format(side, reference)
        yield Table(f"The best on {side} against the best on {reference}", columns, tuple(rows), caption=caption)


def _row(best: Best, sizes: Sequence[Best]) -> tuple[Cell, ...]:
    start = faster_from(sizes)
    since = Cell("–", "dim") if start is None else Cell(size(start))
    return (
        Cell(f"{best.workload} at {size(best.size)}", "strong"),
        _winners(best.ours),
        _winners(best.theirs),
        _gain(best.gain),
        since,
        _tax(best.tax),
    )


def _winners(names: tuple[str, ...]) -> Cell:
    if not names:
        return Cell("undecided", "dim")
    return Cell(names[0] + (f" +{len(names) - 1}" if len(names) > 1 else ""))


def _gain(found: Estimate | None) -> Cell:
    if found is None:
        return Cell("–", "dim")
    if not math.isfinite(found.doubt):
        return Cell(f"{times(found.value)} (one heat)")
    style: Style = "good" if found.low > 1.0 else "bad" if found.high < 1.0 else ""
    ends = f"({found.low:.2f}–{found.high:.2f})"
    return Cell(f"{times(found.value)} {ends}", style, short=rounded(found.value, found.doubt))


def _tax(found: Estimate | None) -> Cell:
    if found is None:
        return Cell("–", "dim")
    ends = interval(found.low, found.high) if math.isfinite(found.doubt) else "one heat"
    return Cell(f"{change(found.value)} ({ends})", short=f"{change(found.value)} {doubt(found.doubt)}")
