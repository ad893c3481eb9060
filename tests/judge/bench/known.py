"""A race with a known truth: which strategy wins where, by how much, and from which size on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paceline.judge.rivals import Key

from ..made import case, race, side

if TYPE_CHECKING:
    from paceline.results.records import Race, Side
    from paceline.results.store import Samples

SIZES = (100, 1000, 10000)
SPEED = 1.8
"""How many times as fast as sequential two workers are, but for what a pool costs."""
OVERHEAD = {"threads": 4e-5, "processes-spawn": 4e-4}
A_CALL = {"loop": 1e-6, "tree": 1e-6, "payload": 1e-8}
"""Seconds of sequential for each unit of size."""
PAYS = OVERHEAD["processes-spawn"] / (A_CALL["loop"] * (1 - 1 / SPEED))
"""The size from which processes pay on loop; threads on 3.14t, where they scale, do at every size."""


def bench(*names: str, heats: int = 8, noise: float = 0.01) -> tuple[Race, Samples]:
    """Make up a bench of these sides: threads scale on free-threaded ones, where they tie with processes on tree."""
    sides = [_side(name) for name in names or ("3.13", "3.14", "3.14t")]
    strategies = ("sequential", *OVERHEAD)
    cases = {
        case(strategy, size, workload): 1.0
        for workload in A_CALL
        for size in SIZES
        for strategy in strategies
        if workload != "payload" or size == SIZES[0]
    }
    cases[case("processes-spawn", SIZES[-1], "loop", workers=1)] = 1.0
    return race(cases, sides, heats=heats, noise=noise, factor=_seconds)


def _side(name: str) -> Side:
    number = name.split("+", maxsplit=1)[0].rstrip("t").removeprefix("pypy")
    kind = "pypy" if name.startswith("pypy") else "cpython"
    free = "t" if _free(name) else ""
    return side(name, number, implementation=kind, abi=free, gil=not free, jit="jit" in name)


def _free(name: str) -> bool:
    return name.split("+", maxsplit=1)[0].endswith("t")


def _seconds(case_id: str, side_name: str) -> float:
    key = Key.of(case_id)
    assert key is not None
    assert key.size is not None
    alone = A_CALL[key.workload] * key.size
    if key.strategy == "sequential":
        return alone
    overhead = OVERHEAD[key.strategy]
    if key.workload == "tree" and _free(side_name):
        overhead = OVERHEAD["threads"]
    scales = not key.workers and (key.strategy != "threads" or _free(side_name))
    return overhead + alone / (SPEED if scales else 1.0)
