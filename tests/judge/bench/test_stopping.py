from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

from paceline.judge.bench.figures import figures
from paceline.judge.bench.stopping import needless
from paceline.judge.bench.winners import Standing
from paceline.judge.per_heat import crossover
from paceline.results.store import Sample, Samples

from ..made import case, race, side

SMALL, LARGE = 6, 24
GRID = {case(strategy, size): 0.01 for strategy in ("sequential", "threads") for size in (SMALL, LARGE)}

done = partial(needless, doubt=0.01, heats=4)


def cells(*sizes: int) -> set[tuple[str, str]]:
    """Return the cells of these sizes."""
    return {(case(strategy, size), "3.14") for strategy in ("sequential", "threads") for size in sizes}


def test_rivals_leave_once_they_are_ranked():
    """Where threads take half the time they leave with sequential, vague as both are; where all is noise they stay."""
    faster = lambda name, _: 0.5 if name == case("threads", LARGE) else 1.0  # noqa: E731
    made, samples = race(GRID, [side("3.14")], heats=8, factor=faster, noise=0.1)
    assert done(made, samples) == cells(LARGE)


def test_where_no_winner_is_known_comes_first_for_a_while():
    """After three heats all others wait for rivals that nothing separates; after twice four they wait no longer."""
    faster = lambda name, _: 0.5 if name == case("threads", LARGE) else 1.0  # noqa: E731
    made, samples = race(GRID, [side("3.14")], heats=8, factor=faster, noise=0.05)
    first = {cell: range(4, 9) for cell in cells(LARGE)}
    assert done(made, samples.without({cell: range(4, 9) for cell in cells(SMALL, LARGE)})) == cells(LARGE)
    assert done(made, samples.without({cell: range(8, 9) for cell in cells(SMALL)} | first)) == cells(LARGE)
    assert done(made, samples.without(first)) == set()


def test_nothing_leaves_before_the_fewest_heats():
    """Three heats may agree by luck."""
    made, samples = race(GRID, [side("3.14")], heats=3, factor=lambda name, _: 0.5 if "threads" in name else 1.0)
    assert done(made, samples) == set()


def test_rivals_that_tie_leave_too_and_then_figures_count():
    """Times that are shown to be alike are an answer; when all are answered, what is known to ±1 % is settled."""
    made, samples = race(GRID, [side("3.14")], heats=20, noise=0.01)
    assert done(made, samples) == cells(SMALL, LARGE)
    assert needless(made, samples, doubt=0.001, heats=4) == set()
    assert {figure.standing for figure in figures(made, samples).values()} == {Standing.TIED}


def test_a_rival_that_fails_is_not_waited_for():
    """What failed in most heats keeps nobody in the race."""
    threads = lambda name, _: 0.5 if "threads" in name else 1.0  # noqa: E731
    made, samples = race({**GRID, case("broken", SMALL): 0.01}, [side("3.14")], heats=8, factor=threads, noise=0.1)
    alone = samples.without({(case("broken", SMALL), "3.14"): range(2, 9)})
    assert done(made, samples) == cells(LARGE)
    assert (case("threads", SMALL), "3.14") in needless(made, alone, doubt=1.0, heats=4)


@pytest.fixture
def paired() -> Samples:
    """Return ten heats in which the machine's pace doubles at random from case to case, but not within a pair."""
    rng, samples = np.random.default_rng(3), Samples()
    for heat in range(1, 11):
        found = {}
        for name in GRID:
            pace = 0.01 * 2.0 ** rng.integers(2) * np.exp(rng.normal(0, 0.02, 8))
            gain = 1.0 if "sequential" in name else 0.9 if name == case("threads", SMALL) else 1.1
            beside: dict[str, Any] = {"reference": np.where(np.arange(8) % 4, pace, np.nan)} if gain != 1 else {}
            found[name] = Sample(wall=pace / gain, cpu=pace, iterations=1, switches=0, **beside)
        samples.add(heat, "3.14", found)
    return samples


def test_speed_ups_ranks_and_crossovers_are_of_pairs(paired: Samples):
    """A tenth is found in ten heats where the cases' own figures differ by a factor of two for no reason of theirs."""
    made, _ = race(GRID, [side("3.14")], heats=10)
    found = figures(made, paired)
    for size, gain, winner in ((SMALL, 0.9, "sequential"), (LARGE, 1.1, "threads")):
        speedup = found[case("threads", size), "3.14"].speedup
        assert speedup is not None
        assert speedup.value == pytest.approx(gain, rel=1e-6)
        assert found[case(winner, size), "3.14"].standing is Standing.FASTEST
    crossing = crossover(paired, {size: (case("sequential", size), case("threads", size)) for size in (6, 24)}, "3.14")
    assert crossing is not None
    assert SMALL < crossing.low <= crossing.high < LARGE
