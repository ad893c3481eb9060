"""Numbers as people read them: seconds in one scale per row, shares in percent, ratios as changes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOUNS = {"regression", "improvement"}
"""The verdicts that are nouns; all others are said of cases."""

_SCALES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit of time, and how many digits show a tenth of a percent of the row's smallest value."""

    seconds: float
    unit: str

    @classmethod
    def of(cls, seconds: Iterable[float]) -> Scale:
        """Choose the unit in which the smallest of these is at least 1."""
        smallest = min((value for value in seconds if value > 0), default=1.0)
        return cls(*next((scale for scale in _SCALES if smallest >= scale[0]), _SCALES[-1]))

    def show(self, seconds: float) -> str:
        """Return the number without its unit, in three significant digits or all before the point."""
        value = seconds / self.seconds
        digits = max(0, 2 - math.floor(math.log10(value))) if value > 0 else 0
        return f"{value:.{min(digits, 2)}f}"


def duration(seconds: float) -> str:
    """Return a time with its unit, such as `12.3 ms` or `4 min 10 s`."""
    if seconds >= 100:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    scale = Scale.of([seconds])
    return f"{scale.show(seconds)} {scale.unit}"


def budget(seconds: float) -> str:
    """Return a time as `--budget` takes it, rounded up: `45s`, `12m`."""
    return f"{math.ceil(seconds)}s" if seconds <= 90 else f"{math.ceil(seconds / 60)}m"


def memory(amount: float) -> str:
    """Return bytes as `87 MiB` or `1.4 GiB`."""
    mebibytes = amount / 2**20
    return f"{mebibytes:.0f} MiB" if mebibytes < 1024 else f"{mebibytes / 1024:.1f} GiB"


def throughput(amount: float, seconds: float) -> str:
    """Return bytes per second as `850 MB/s` or `1.4 GB/s`."""
    megabytes = amount / seconds / 1e6
    return f"{megabytes:.0f} MB/s" if megabytes < 1000 else f"{megabytes / 1000:.1f} GB/s"


def doubt(relative: float) -> str:
    """Return the half-width of an interval, relative to its centre: `±0.4%`; of one heat, which has none, `±?`."""
    if not math.isfinite(relative):
        return "±?"
    percent = 100 * relative
    if percent >= 100:
        return "±>100%"
    return f"±{percent:.1f}%" if percent < 9.95 else f"±{percent:.0f}%"


def change(ratio: float) -> str:
    """Return a ratio as a change in percent, with its sign: `+2.1 %`."""
    return f"{100 * (ratio - 1):+.1f} %"


def interval(low: float, high: float) -> str:
    """Return an interval of ratios as changes: `+1.2 % to +2.9 %`; 0 and infinity are where it has no end yet."""
    ends = change(low) if low > 0 else "−∞", change(high) if math.isfinite(high) else "∞"
    return " to ".join(ends) if ends != ("−∞", "∞") else "not yet"


def times(ratio: float) -> str:
    """Return a speed-up: `1.94×`."""
    return f"{ratio:.2f}×" if ratio >= 0.1 else f"{ratio:.3f}×"


def rounded(ratio: float, doubt: float) -> str:
    """Return a speed-up and its relative doubt in at most ten columns: `1.94× ±3%`."""
    known = doubt < 0.995
    digits = int(known) + (ratio < 10) if ratio < 100 else 0
    ends = f"{100 * doubt:.0f}%" if known else ">99%" if math.isfinite(doubt) else "?"
    return f"{ratio:.{digits}f}× ±{ends}"


def size(number: float) -> str:
    """Return a workload's size in three digits or all before the point, never as a power of ten: `1,234`."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def share(part: float) -> str:
    """Return a share in whole percent."""
    return f"{100 * part:.0f} %"


def counted(number: int, word: str) -> str:
    """Return how many cases a verdict's word is said of: `1 regression`, `2 regressions`, `2 unchanged`."""
    return count(number, word) if word in _NOUNS else f"{number:,} {word}"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number and its noun: `1 case`, `3 cases`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
