from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from paceline.errors import PacelineError
from paceline.judge.records import Quantity, Word
from paceline.judge.stored.approval import doubtful, renewed
from paceline.judge.stored.check import judge_stored
from paceline.results.baseline import Approval

from ..made import case, race, side

if TYPE_CHECKING:
    from paceline.judge.stored.check import StoredJudgement
    from paceline.results.baseline import Baseline

SIDE = side("3.14")
GRID = {case("sequential", size): size * 1e-3 for size in (5, 10)} | {case("threads", 10): 0.006}
APPROVAL = Approval("c0ffee", "2026-01-02T03:04:05+00:00", "first")


def stored(*, old: Baseline | None = None, approval: Approval = APPROVAL, **fields: object) -> Baseline:
    """Store a made-up race."""
    made, samples = race(GRID, [SIDE], heats=10, **fields)  # type: ignore[arg-type]
    return renewed(made, samples, SIDE, approval, old)


def checked(
    baseline: Baseline, cpu: str = "A CPU", grid: dict[str, float] | None = None, **fields: object
) -> StoredJudgement:
    """Hold another race against it, on a machine with this CPU."""
    made, samples = race(grid or GRID, [SIDE], heats=10, seed=2, **fields)  # type: ignore[arg-type]
    made.machine["cpu"] = cpu
    (found,) = judge_stored(made, samples, {"3.14": baseline})
    return found


def words(found: StoredJudgement) -> dict[tuple[str, Quantity], Word]:
    return {(verdict.case, verdict.quantity): verdict.verdict for verdict in found.verdicts}


def test_the_same_code_on_the_same_machine_is_unchanged():
    """Nothing is called anything else."""
    found = checked(stored())
    assert found.same
    assert set(words(found).values()) == {Word.UNCHANGED}


def test_a_case_that_takes_longer_is_a_regression_there():
    """By a quarter, in seconds and beside the reference loop: that case alone."""
    slow = case("sequential", 5)
    found = words(checked(stored(), factor=lambda name, _: 1.25 if name == slow else 1.0))
    assert {name for (name, _), word in found.items() if word is Word.REGRESSION and "::" in name} == {slow}


def test_in_a_race_of_fewer_sides_it_has_drifted_at_most():
    """What ran between its turns is another thing; where nobody knows how many there were, it is a regression."""
    slower: dict[str, Any] = {"factor": lambda name, _: 1.5 if name == case("sequential", 5) else 1.0}
    found = checked(msgspec.structs.replace(stored(), sides=7), **slower)
    assert found.same
    assert not found.alike
    assert set(words(found).values()) == {Word.UNCHANGED, Word.DRIFTED}
    unknown = checked(msgspec.structs.replace(stored(), sides=None), **slower)
    assert unknown.alike
    assert Word.REGRESSION in words(unknown).values()


def test_what_no_single_case_shows_its_workload_does():
    """Every size is slower by a twelfth, which noise hides in nearly each of them, and not in all of them together."""
    grid = {case("sequential", size): size * 1e-3 for size in range(1, 21)}
    baseline = renewed(*race(grid, [SIDE], heats=10, noise=0.05), SIDE, APPROVAL, None)
    (found,) = judge_stored(
        *race(grid, [SIDE], heats=10, noise=0.05, seed=2, factor=lambda *_: 1.085), {"3.14": baseline}
    )
    whole, *cases = found.verdicts
    assert whole.case.startswith("product, sequential, sizes 1, 2, 3")
    assert whole.verdict is Word.REGRESSION
    assert sum(verdict.verdict is Word.REGRESSION for verdict in cases) <= 1


def test_a_slower_machine_is_nobodys_regression():
    """Where the reference loop slowed down alike, nothing is shown; nor where it alone got faster."""
    assert Word.REGRESSION not in words(checked(stored(), factor=lambda *_: 1.3, reference_loop=52e-6)).values()
    assert Word.REGRESSION not in words(checked(stored(), reference_loop=30e-6)).values()


def test_on_another_machine_it_drifted_at_most():
    """The same slowdown there is a drift of time and, where it is the strategy's own, of its speed-up."""
    slow = case("threads", 10)
    found = checked(stored(), cpu="Another", factor=lambda name, _: 1.25 if name == slow else 1.0)
    assert not found.same
    drifted = {where for where, word in words(found).items() if word is Word.DRIFTED}
    assert drifted == {(slow, Quantity.TIME), (slow, Quantity.SPEEDUP)}
    assert Word.REGRESSION not in words(found).values()


def test_without_the_loop_beside_it_it_drifted_at_most():
    """Seconds alone may be the machine's doing: it is at times a half slower for minutes."""
    bare = stored()
    for entries in (bare.cases, bare.workloads):
        entries.update({name: msgspec.structs.replace(e, loop=None, yardsticks=None) for name, e in entries.items()})
    found = checked(bare, factor=lambda *_: 1.5)
    assert found.same
    assert set(words(found).values()) == {Word.DRIFTED}


def test_cases_that_vanished_and_new_ones_are_named():
    """Of a race that looked for the same cases."""
    grid = {name: seconds for name, seconds in GRID.items() if name != case("threads", 10)} | {case("loky", 10): 0.1}
    found = checked(stored(), grid=grid)
    assert (found.vanished, found.new) == ((case("threads", 10),), (case("loky", 10),))
    narrower = msgspec.structs.replace(stored(), pytest_args=("benchmarks", "-k", "loop"))
    assert checked(narrower, grid=grid).vanished == ()


def test_single_cases_are_renewed_alone():
    """A pattern's cases get new figures, the others keep theirs; both approvals are kept."""
    old = stored()
    later = Approval("beef", "2026-02-02T03:04:05+00:00", "threads got better", "*threads*")
    new = stored(old=old, approval=later, factor=lambda *_: 0.5)
    assert new.approvals == (APPROVAL, later)
    assert new.cases[case("threads", 10)].seconds.value == pytest.approx(0.003, rel=0.05)
    assert new.cases[case("sequential", 10)] == old.cases[case("sequential", 10)]


def test_single_cases_of_nothing_cannot_be_renewed():
    """Nor those of another machine's baseline: half of it would be ours."""
    later = Approval("beef", "2026-02-02T03:04:05+00:00", "why", "*threads*")
    with pytest.raises(PacelineError, match="renew all of it"):
        stored(approval=later)
    other = msgspec.structs.replace(stored().machine, cpu="Another")
    with pytest.raises(PacelineError, match="from another machine"):
        stored(old=msgspec.structs.replace(stored(), machine=other), approval=later)


def test_what_speaks_against_a_renewal_is_named():
    """A dirty tree, few heats, and a race that leaves half of its cases hardly known."""
    made, samples = race(GRID, [msgspec.structs.replace(SIDE, commit="c0ffee+")], heats=4)
    found = list(doubtful(made, samples, "*threads*", heats=10))
    assert found[0] == "side 3.14 was measured with uncommitted changes"
    assert found[1].endswith("strategy=threads-size=10 on 3.14 has 4 heats of 10")
    assert len(found) == 2
    (noisy,) = doubtful(*race(GRID, [SIDE], heats=10, noise=0.5), None, heats=10)
    assert noisy.startswith("half of the cases on 3.14 have an uncertainty of ±")
