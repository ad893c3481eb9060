"""The tables of `--recording`: what each summary of a heat is worth on recorded rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from gates import HEATS, Column, Plan, raced, spreads
from shares import by_rounds
from summaries import NAMES, SUMMARIES

from paceline.judge import exact_interval

if TYPE_CHECKING:
    from gates import Kind, Tally
    from recordings import Heat

SIZES = {9: 400, 30: 120}
"""Cases of a gate, and how many gates are raced for each slowdown."""


def report(cases: dict[str, list[list[Heat]]], kind: Kind, seed: int, scale: float, start: float) -> None:
    """Print the spread of each summary, and what the judge makes of it."""
    columns = {case: [Column.of(heats) for heats in gates] for case, gates in cases.items()}
    everything = [column for gates in columns.values() for column in gates]
    heats = sum(len(column.seconds) for column in everything)
    print(f"{len(cases)} cases, {heats} heats in all: the spread of z; the largest |t| of a case's mean\n")
    print(f"{'summary of a heat':18} {'sd':>7} {'MAD':>7}    |t|")
    for name, (sd, mad, t) in zip(SUMMARIES, spreads(columns), strict=True):
        print(f"{name:18} {sd:7.2%} {mad:7.2%} {t:6.1f}")
    by_rounds((heat for gates in cases.values() for column in gates for heat in column), start)
    for size, full in SIZES.items():
        gates = max(int(scale * full), 10)
        plans = [Plan(size, gates, by, kind.margins, start) for by in (0.0, *kind.slowdowns)]
        results = [raced(np.random.default_rng([seed, size, k]), everything, plan) for k, plan in enumerate(plans)]
        print(
            f"\n{gates} gates of {size} cases in each column, {HEATS} heats at most, {start:g} s to start each: share"
        )
        print("decided, median (90 %) of heats, and seconds. False alarms: in all columns; at the worst null\n")
        head = "".join(f"  {what:22}" for what in ("clean cases leave", *(f"+{by:.0%} found" for by in kind.slowdowns)))
        print(f"{'summary of a heat':18}{head}  false alarms (at most)")
        for name, tallies in zip(NAMES, zip(*results, strict=True), strict=True):
            print(f"{name:18}{_row(tallies, gates)}", flush=True)
    print()


def _row(tallies: tuple[Tally, ...], gates: int) -> str:
    clean, *slowed = tallies
    cells = [_when(clean.left), *(_when(tally.found) for tally in slowed)]
    alarms = _share(sum(tally.alarmed for tally in tallies), len(tallies) * gates)
    return "".join(f"  {cell:22}" for cell in cells) + f"  {alarms}; {_share(clean.worst, gates)}"


def _when(of: list[tuple[float, float]]) -> str:
    heats, seconds = np.array(of).T
    middle, most = np.quantile(heats, (0.5, 0.9), method="higher")
    written = f"{np.isfinite(heats).mean():4.0%} {middle:4.0f} ({most:3.0f}) {np.median(seconds):5.0f} s"
    return written.replace("inf", "  –")


def _share(hits: int, trials: int) -> str:
    return f"{hits / trials:.1%} ({exact_interval(hits, trials)[1]:.1%})"
