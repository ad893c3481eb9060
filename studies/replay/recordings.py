"""Recordings of rounds: what both sides of a commit against itself took in each heat. README.md has the format."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from noises import Floats

FEWEST = 5
"""Heats of a case in one gate from which on drawing from them says something."""


@dataclass(frozen=True, slots=True)
class Heat:
    """One case in one heat: seconds per call of each side's rounds, and the wall seconds of all of them together."""

    baseline: Floats
    candidate: Floats
    seconds: float


def read(paths: Iterable[Path]) -> dict[bool, dict[str, list[list[Heat]]]]:
    """Read recordings, by whether a case is concurrent: the heats of each gate that has at least `FEWEST` of a case."""
    gates: dict[tuple[Path, int, str, bool], list[Heat]] = {}
    for path in paths:
        for number, line in enumerate(_lines(path), start=1):
            try:
                key = path, line["gate"], line["case"], bool(line.get("concurrent"))
                gates.setdefault(key, []).append(_heat(line))
            except (KeyError, TypeError, ValueError) as error:
                raise SystemExit(f"{path}, line {number}: {error!r}; studies/replay/README.md has the format") from None
    kinds: dict[bool, dict[str, list[list[Heat]]]] = {}
    for (_, _, case, concurrent), heats in gates.items():
        if len(heats) >= FEWEST:
            kinds.setdefault(concurrent, {}).setdefault(case, []).append(heats)
    if not kinds:
        raise SystemExit(f"no case has {FEWEST} heats in one gate")
    return kinds


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    packed = path.read_bytes()[:2] == b"\x1f\x8b"
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _heat(line: dict[str, Any]) -> Heat:
    clock = "wall" if line.get("concurrent") else "cpu"
    baseline, candidate = (1e-6 * np.array(line[side][clock], dtype=float) for side in ("baseline", "candidate"))
    if not baseline.size or not candidate.size or min(baseline.min(), candidate.min()) <= 0:
        raise ValueError("rounds must be positive microseconds, at least one a side")
    wall = sum(sum(line[side]["wall"]) for side in ("baseline", "candidate"))
    return Heat(baseline, candidate, 1e-6 * wall * line["iterations"])
