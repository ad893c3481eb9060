"""All raw rounds of a race, packed: two bytes a round, unpacked in the browser when a case is chosen.

A round is kept as ln(round ÷ the cell's shortest round) in steps of 1/5000: to 0.02 %, up to a factor of 490 000.
"""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .records import short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...results.records import Race
    from ...results.store import Sample, Samples

    Times = Mapping[tuple[int, int], Mapping[int, float]]

STEP = 5000
"""Steps of the logarithm."""

MOST = 700_000
"""Rounds that are embedded at most: 1.9 MB of the page's 5."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A case's rounds on one side."""

    case: int
    side: int
    shortest: float
    """Seconds; what the steps begin from."""
    heats: tuple[int, ...]
    counts: tuple[int, ...]
    """Rounds of each heat, as they follow each other in `data`."""
    times: tuple[float, ...]
    """Seconds that a call is worth in each heat."""
    data: str
    """Base64 of little-endian unsigned 16-bit numbers."""

    def as_json(self) -> dict[str, Any]:
        """Return what is embedded."""
        return {
            "shortest": short(self.shortest),
            "heats": self.heats,
            "counts": self.counts,
            "times": [short(value) for value in self.times],
            "data": self.data,
        }


def pack(race: Race, samples: Samples, times: Times, *, most: int = MOST) -> tuple[list[Packed], int]:
    """Return all cells, and of how many rounds one was kept: 1 unless there are more than `most`.

    `times` are ln seconds of a call by heat, of case and side.
    """
    cells = [
        (number, at, samples.of(case.id, side.name))
        for number, case in enumerate(race.cases)
        for at, side in enumerate(race.sides)
    ]
    total = sum(sample.rounds for _, _, found in cells for sample in found.values())
    every = max(1, -(-total // most))
    packed = [
        _packed(number, at, sorted(found.items()), times[number, at], every) for number, at, found in cells if found
    ]
    return packed, every


def _packed(
    case: int, side: int, found: Sequence[tuple[int, Sample]], times: Mapping[int, float], every: int
) -> Packed:
    kept = [sample.wall[::every] for _, sample in found]
    rounds = np.concatenate(kept)
    shortest = float(rounds.min())
    steps = np.clip(np.rint(np.log(rounds / shortest) * STEP), 0, 65535).astype("<u2")
    return Packed(
        case,
        side,
        shortest,
        tuple(heat for heat, _ in found),
        tuple(len(part) for part in kept),
        tuple(math.exp(times[heat]) for heat, _ in found),
        base64.b64encode(steps.tobytes()).decode("ascii"),
    )
