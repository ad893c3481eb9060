"""What a build without a GIL brings: its best strategy against the plain build's best, and what one thread pays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rivals import SEQUENTIAL
from ..stats.estimate import Estimate, estimate
from .versions import references_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ...results.records import Race, Side
    from ..per_heat import Logs
    from .workloads import Workload

    Floors = Mapping[tuple[str, str], Logs]
    """ln seconds by case and side, and by heat: see `arenas.Arena.floors`."""

    Winners = Callable[[Workload, str, int], tuple[str, ...]]
    """Returns what wins a workload on a side at a size, the fastest first."""


@dataclass(frozen=True, slots=True)
class Best:
    """A workload at one size: the best of a build without a GIL against the best of the plain build."""

    workload: str
    size: int
    side: str
    reference: str
    ours: tuple[str, ...]
    """What is fastest without a GIL; several where they tie, none where that is undecided."""
    theirs: tuple[str, ...]
    gain: Estimate | None
    """Reference ÷ side: above 1 the build without a GIL is faster. None where either has no winner."""
    tax: Estimate | None
    """Side ÷ reference, both sequential: above 1 one thread is slower without a GIL."""


def best_of_builds(race: Race, floors: Floors, workloads: Sequence[Workload], winners: Winners) -> tuple[Best, ...]:
    """Compare each side without a GIL with its version's plain build, and with itself with a GIL, by workload and size.

    Method: the mean over heats of ln(reference ÷ side) of the first winner of each, in heats that both were timed in,
    with its t-interval. The winners were chosen by the same heats, so that a narrow win looks a little larger than it
    is; each interval is its own, and not corrected for the others.
    """
    found = []
    for side in race.sides:
        for reference in references_of(side, race.sides):
            if not race.pairs and _free(side) and not _free(reference):
                found += [
                    best
                    for workload in workloads
                    for best in _bests(floors, workload, side.name, reference.name, winners)
                ]
    return tuple(found)


def _free(side: Side) -> bool:
    return side.interpreter.get("gil") is False


def _bests(floors: Floors, workload: Workload, side: str, reference: str, winners: Winners) -> Iterator[Best]:
    for size in workload.sizes:
        cases = workload.at(size)
        ours, theirs = winners(workload, side, size), winners(workload, reference, size)
        gain = _ratio(floors, (cases[theirs[0]], reference), (cases[ours[0]], side)) if ours and theirs else None
        alone = cases.get(SEQUENTIAL)
        tax = _ratio(floors, (alone, side), (alone, reference)) if alone else None
        if gain or tax:
            yield Best(workload.name, size, side, reference, ours, theirs, gain, tax)


def _ratio(floors: Floors, above: tuple[str, str], below: tuple[str, str]) -> Estimate | None:
    """Estimate the seconds of one case and side ÷ those of another, from the heats that they have in common."""
    numerator, denominator = floors.get(above, {}), floors.get(below, {})
    logs = [numerator[heat] - denominator[heat] for heat in numerator if heat in denominator]
    return estimate(logs) if logs else None


def faster_from(bests: Sequence[Best]) -> int | None:
    """Return the size of a workload from which each is shown to be faster without a GIL; None where none is."""
    found = None
    for best in sorted(bests, key=lambda best: -best.size):
        if best.gain is None or not (best.gain.low > 1.0 and math.isfinite(best.gain.high)):
            break
        found = best.size
    return found
