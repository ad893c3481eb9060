"""How well strategies scale: speed-ups beside what bounds them, and the curve over numbers of workers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...judge.per_heat import log_speedups
from ...judge.rivals import SEQUENTIAL, Key
from ...judge.stats.scalability import FEWEST_POINTS, fit_scalability
from ...judge.stats.scaling import amdahl_bound, largest_task_bound, serial_share
from ..document import Cell, Column, Heading, Table
from ..units import doubt, share, size, times

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...judge.bench.figures import Figure
    from ...judge.stats.scalability import Scalability
    from ...results.records import Race, Side
    from ...results.store import Samples

    Figures = Mapping[tuple[str, str], Figure]


@dataclass(frozen=True, slots=True)
class _Curve:
    """A strategy's cases at a workload's largest size, by number of workers."""

    workload: str
    strategy: str
    size: int
    sequential: str | None
    cases: dict[int, str]

    @property
    def labels(self) -> tuple[Cell, Cell]:
        """What its rows are called."""
        return Cell(self.workload, "strong"), Cell(self.strategy)


def scaling(race: Race, samples: Samples, found: Figures) -> Iterator[Heading | Table]:
    """Yield the table of speed-ups and bounds at each workload's largest size, and the fits of longer curves."""
    curves = list(_curves(race))
    rows = [row for curve in curves for row in [_row(curve, race, found)] if any(cell.text != "–" for cell in row[4:])]
    if not rows:
        return
    yield Heading("How well does each strategy scale?")
    columns = (Column("workload", number=False), Column("strategy", number=False), Column("size"), Column("at most"))
    yield Table(
        "",
        (*columns, *(Column(side.name) for side in race.sides)),
        tuple(rows),
        caption="each cell: the speed-up at the largest size ± its 95 % interval; its share of the possible maximum "
        "(set by the usable CPUs or the largest task); after ≤, Amdahl's limit for any number of workers, from the "
        "serial part measured against one worker (Karp-Flatt)",
        labels=4,
    )
    fits = [row for curve in curves for row in _fits(curve, race.sides, samples)]
    if fits:
        titles = ("a worker's own speed", "contention", "coherency", "best number of workers")
        words = (Column(title, number=False) for title in ("workload", "strategy", "on"))
        caption = "Universal Scalability Law, least squares on the mean logs of the speed-ups; 95 % ranges over heats"
        yield Table("", (*words, *(Column(title) for title in titles)), tuple(fits), caption=caption, labels=3)


def _workers(race: Race) -> int:
    """Return the default number of workers."""
    return int(race.machine.get("usable_cpus") or 1)


def _curves(race: Race) -> Iterator[_Curve]:
    keys = {case.id: key for case in race.cases if (key := Key.of(case.id)) and key.size}
    largest: dict[object, int] = {}
    for key in keys.values():
        largest[key.series] = max(key.size or 0, largest.get(key.series, 0))
    alone = {key.arena: case for case, key in keys.items() if key.strategy == SEQUENTIAL}
    found: dict[tuple[object, str], _Curve] = {}
    for case, key in keys.items():
        if key.strategy != SEQUENTIAL and key.size == largest[key.series]:
            new = _Curve(key.workload, key.strategy, key.size, alone.get(key.arena), {})
            curve = found.setdefault((key.arena, key.strategy), new)
            curve.cases[int(key.workers) if key.workers else _workers(race)] = case
    yield from found.values()


def _row(curve: _Curve, race: Race, found: Figures) -> tuple[Cell, ...]:
    workers = _workers(race)
    most = largest_task_bound(race.tasks.get(f"{curve.workload} {curve.size}", [1.0] * workers), workers)
    cells = (_cell(curve, side, workers, most, found) for side in race.sides)
    return *curve.labels, Cell(size(curve.size)), Cell(times(most)), *cells


def _cell(curve: _Curve, side: Side, workers: int, most: float, found: Figures) -> Cell:
    figure = found.get((curve.cases.get(workers, ""), side.name))
    if figure is None or figure.speedup is None:
        return Cell("–", "dim")
    gain = figure.speedup.value
    alone = found.get((curve.cases.get(1, ""), side.name))
    limit = ""
    if alone is not None and alone.speedup is not None and workers > 1:
        serial = serial_share(gain / alone.speedup.value, workers)
        limit = f" ≤{amdahl_bound(serial, math.inf):.3g}" if serial else " ≤∞"
    text = f"{times(gain)} {doubt(figure.speedup.doubt)} {share(gain / most):>5}{limit}"
    return Cell(text, "good" if gain > 1 else "")


def _fits(curve: _Curve, sides: Iterable[Side], samples: Samples) -> Iterator[tuple[Cell, ...]]:
    for side in sides:
        law = _law(curve, samples, side)
        if law is not None:
            peak = f"{law.peak:.1f}" if math.isfinite(law.peak) else "no limit seen"
            fitted = ((law.gamma, law.gamma_range), (law.alpha, law.alpha_range), (law.beta, law.beta_range))
            yield *curve.labels, Cell(side.name), *(Cell(_ranged(*each)) for each in fitted), Cell(peak)


def _law(curve: _Curve, samples: Samples, side: Side) -> Scalability | None:
    if curve.sequential is None or len(curve.cases) < FEWEST_POINTS:
        return None
    cases = sorted(curve.cases.items())
    logs = {workers: log_speedups(samples, curve.sequential, case, side.name) for workers, case in cases}
    heats = sorted(set.intersection(*(set(found) for found in logs.values())))
    if not heats:
        return None
    return fit_scalability(list(logs), np.array([[logs[workers][heat] for workers in logs] for heat in heats]))


def _ranged(value: float, ends: tuple[float, float] | None) -> str:
    return f"{value:.3g}" + (f" ({ends[0]:.3g} to {ends[1]:.3g})" if ends else "")
