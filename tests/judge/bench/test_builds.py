from __future__ import annotations

import pytest

from paceline.judge.bench.builds import faster_from
from paceline.judge.bench.judgement import judge_bench

from .known import A_CALL, OVERHEAD, SIZES, SPEED, bench


def test_the_best_of_both_builds_is_compared_at_each_size():
    """Threads without a GIL against processes with one: from the size on at which a pool of threads pays."""
    bests = [best for best in judge_bench(*bench("3.14", "3.14t")).builds if best.workload == "loop"]
    assert [(best.size, best.side, best.reference) for best in bests] == [(size, "3.14t", "3.14") for size in SIZES]
    last = bests[-1]
    assert (last.ours, last.theirs) == (("threads",), ("processes-spawn",))
    alone = A_CALL["loop"] * SIZES[-1]
    true = (OVERHEAD["processes-spawn"] + alone / SPEED) / (OVERHEAD["threads"] + alone / SPEED)
    assert last.gain is not None
    assert last.gain.value == pytest.approx(true, rel=0.02)
    assert last.tax is not None
    assert last.tax.low < 1.0 < last.tax.high
    assert faster_from(bests) == SIZES[0]


@pytest.mark.parametrize("names", [("3.13", "3.14"), ("3.14t",), ("3.13", "3.14+jit")])
def test_there_is_no_such_answer_without_both_builds(names: tuple[str, ...]):
    """One without a GIL, and a plain one of its version."""
    assert judge_bench(*bench(*names)).builds == ()


def test_one_heat_shows_no_size_from_which_on_it_is_faster():
    """Its ratios have no interval, and nothing wins."""
    bests = judge_bench(*bench("3.14", "3.14t", heats=1)).builds
    assert {best.gain for best in bests} == {None}
    assert faster_from(bests) is None
