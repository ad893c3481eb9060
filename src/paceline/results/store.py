"""All samples of a race: live while it runs, or read again from its folder. The judge sees no difference."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray

    Seconds = NDArray[np.float64]


NOT_TIMED: Seconds = np.empty(0)
"""One for all: thousands of samples have no reference loop beside them."""

CLOCKS = ("wall", "cpu", "delay")
"""The columns of a sample, in seconds per call."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One case on one side in one heat: `rounds` rounds of `iterations` calls each."""

    wall: Seconds
    """Seconds per call on the wall clock, of each round in turn; shape (rounds,)."""
    cpu: Seconds
    """Seconds of CPU time per call, of all its threads and worker processes; shape (rounds,)."""
    iterations: int
    switches: int
    """Involuntary context switches over all its rounds."""
    reference_loop: Seconds = field(default_factory=lambda: NOT_TIMED)
    """Seconds of the reference loop beside each round; empty where it was not timed."""
    delay: Seconds = field(default_factory=lambda: NOT_TIMED)
    """Seconds per call for which the thread was ready and did not run; shape (rounds,). Zeros where nobody counted."""
    reference: Seconds = field(default_factory=lambda: NOT_TIMED)
    """Seconds per call with its tasks carried out sequentially, beside each round; NaN beside a round without one.
    Empty where there was none."""
    memory: int | None = None
    """Bytes that all its processes had at their peak, in calls that were not timed; None where that is not known."""

    def __post_init__(self) -> None:
        if len(self.delay) != len(self.wall):
            object.__setattr__(self, "delay", np.zeros(len(self.wall)))

    @property
    def own(self) -> Seconds:
        """Seconds per call that the work itself took, computing or waiting, but not displaced; shape (rounds,)."""
        return np.maximum(np.minimum(np.maximum(self.wall - self.delay, self.cpu), self.wall), 1e-12)

    @property
    def drift(self) -> float:
        """By how much later rounds are slower than the first ones: ln(second half ÷ first quarter), by medians."""
        own = self.own
        first, last = own[: -(-len(own) // 4)], own[len(own) // 2 :]
        return float(np.log(np.median(last) / np.median(first)))

    @property
    def rounds(self) -> int:
        """The number of rounds."""
        return len(self.wall)


class Samples:
    """Samples by case, side and heat."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str], dict[int, Sample]] = defaultdict(dict)

    def add(self, heat: int, side: str, samples: Mapping[str, Sample]) -> None:
        """Add what one side has measured in one heat."""
        for case, sample in samples.items():
            self._cells[case, side][heat] = sample

    def of(self, case: str, side: str) -> dict[int, Sample]:
        """Return the samples of a case on a side by heat number; empty where there are none."""
        return self._cells.get((case, side), {})

    def without(self, cells: Mapping[tuple[str, str], Collection[int]]) -> Samples:
        """Return the same samples but for these heats of these cases and sides."""
        if not cells:
            return self
        rest = Samples()
        for cell, heats in self._cells.items():
            out = cells.get(cell, ())
            rest._cells[cell] = {heat: sample for heat, sample in heats.items() if heat not in out}
        return rest

    def together(self, case: str, *sides: str) -> Iterator[tuple[int, tuple[Sample, ...]]]:
        """Yield heat number and samples of the heats in which all these sides have measured the case."""
        cells = [self.of(case, side) for side in sides]
        for heat in sorted(set(cells[0]).intersection(*cells[1:])):
            yield heat, tuple(cell[heat] for cell in cells)
