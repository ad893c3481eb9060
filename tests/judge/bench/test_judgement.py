from __future__ import annotations

import msgspec
import pytest

from paceline.judge.bench.judgement import judge_bench
from paceline.judge.bench.stopping import needless
from paceline.judge.stats.crossover import Answer
from paceline.report.bench.words import certainty
from paceline.results.records import Case, Pair
from paceline.results.store import Samples

from ..made import case, race, side
from .known import PAYS, SIZES, SPEED, bench


def test_the_winners_gains_and_crossovers_are_those_of_the_truth():
    """At the largest size: processes with a GIL, threads without one, a tie where both cost the same, or neither."""
    judgement = judge_bench(*bench())
    found = {(answer.workload, answer.side): answer for answer in judgement.answers}
    assert {place: answer.winners for place, answer in found.items() if place != ("tree", "3.14t")} == {
        **{(workload, version): ("processes-spawn",) for workload in ("loop", "tree") for version in ("3.13", "3.14")},
        ("loop", "3.14t"): ("threads",),
        **{("payload", version): ("sequential",) for version in ("3.13", "3.14", "3.14t")},
    }
    assert set(found["tree", "3.14t"].winners) == {"threads", "processes-spawn"}
    loop = found["loop", "3.14"]
    true = 1 / (1 / SPEED + 4e-4 / 1e-2)
    assert loop.speedup is not None
    assert loop.speedup.value == pytest.approx(true, rel=0.02)
    assert loop.pays is not None
    assert loop.pays.size == pytest.approx(PAYS, rel=0.05)
    threads = found["loop", "3.14t"].pays
    assert threads is not None
    assert threads.answer is Answer.EVERYWHERE
    assert (found["payload", "3.14"].speedup, found["payload", "3.14"].pays) == (None, None)


def test_one_heat_decides_nothing():
    """Without a spread no strategy is shown to win, and no newer version to be slower."""
    judgement = judge_bench(*bench(heats=1))
    assert {answer.winners for answer in judgement.answers} == {()}
    assert judgement.slower == []


@pytest.mark.parametrize(("others_can_run", "winners"), [(True, ()), (False, ("processes-spawn",))])
def test_a_strategy_that_alone_had_its_turn_wins_nothing(*, others_can_run: bool, winners: tuple[str, ...]):
    """Rivals that the budget did not reach might be faster; those that cannot run there are none."""
    made, samples = bench("3.14")
    only = case("processes-spawn", SIZES[-1], "loop")
    part = Samples()
    for heat, sample in samples.of(only, "3.14").items():
        part.add(heat, "3.14", {only: sample})
    if not others_can_run:
        cannot = {one.id: "no" for one in made.cases if one.id != only}
        made.sides = tuple(msgspec.structs.replace(one, unsupported=cannot) for one in made.sides)
    (answer,) = judge_bench(made, part).answers
    assert (answer.measured, answer.winners) == (True, winners)


def test_two_tests_of_one_workload_are_two_workloads():
    """A warm and a cold pool's cases are no rivals, and lie on no common curve."""
    made, samples = bench("3.14")
    cold = Samples()
    ids = {one.id: one.id.replace("::test_strategy", "::test_cold") for one in made.cases}
    for one, other in ids.items():
        for heat, sample in samples.of(one, "3.14").items():
            cold.add(heat, "3.14", {one: sample, other: sample})
    made.cases = tuple(Case(name, "all") for pair in ids.items() for name in pair)
    names = [workload.name for workload in judge_bench(made, cold).workloads]
    assert sorted(names)[:2] == ["loop (test_cold)", "loop (test_strategy)"]


def test_a_largest_size_that_was_not_measured_has_no_winner():
    """The answer is on the largest size, and says where that is lacking."""
    made, samples = bench("3.13", "3.14")
    part = Samples()
    for one in made.cases:
        for version in ("3.13", "3.14"):
            for heat, sample in samples.of(one.id, version).items():
                if version == "3.13" or f"size={SIZES[-1]}" not in one.id:
                    part.add(heat, version, {one.id: sample})
    found = {(answer.workload, answer.side): answer for answer in judge_bench(made, part).answers}
    assert found["loop", "3.13"].measured
    assert not found["loop", "3.14"].measured
    assert found["loop", "3.14"].winners == ()


def test_sides_of_a_gate_are_not_compared_as_interpreters():
    """A race with pairs has its own verdicts on those."""
    made, samples = bench("3.13", "3.14")
    assert judge_bench(made, samples).versions
    assert judge_bench(msgspec.structs.replace(made, pairs=(Pair("3.13", "3.14"),)), samples).versions == ()


def test_an_undecided_answer_names_who_leads():
    """By its speed-up, or by its time where there is no sequential; nobody leads who alone had a turn."""
    threads, processes, alone = case("threads"), case("processes-spawn"), case("sequential")
    for grid, leader in (
        ({alone: 2.0, threads: 1.0, processes: 1.2}, "threads"),
        ({threads: 1.2, processes: 1.0}, "processes-spawn"),
        ({alone: 1.0, threads: 1.2, processes: 1.3}, "sequential"),
    ):
        (answer,) = judge_bench(*race(grid, [side("3.14")], heats=1)).answers
        assert (answer.winners, answer.leader) == ((), leader)
        assert (answer.lead is None) is (leader == "sequential" or alone not in grid)
        assert certainty(answer) == f"undecided; {leader} leads"
    made, samples = race({alone: 1.0, threads: 1.0}, [side("3.14")], heats=1)
    (answer,) = judge_bench(made, samples.without({(threads, "3.14"): {1}})).answers
    assert (answer.leader, certainty(answer)) == (None, "undecided")


def test_a_figure_that_is_known_well_enough_is_settled():
    """Not before the fewest heats; and sequential stays as long as a rival of its does."""
    quiet, noisy, alone = case("threads"), case("processes-spawn"), case("sequential")
    lonely = case("sequential", workload="loop")
    grid = dict.fromkeys((alone, quiet, noisy, lonely), 1.0)

    slow = lambda name, _: 5.0 if name == noisy else 1.0  # noqa: E731

    def after(heats: int) -> set[str]:
        made, samples = race(grid, [side("3.14")], heats=heats, noise=1e-4)
        shaken, wild = Samples(), race(grid, [side("3.14")], heats=heats, factor=slow, noise=0.2)[1]
        for name in grid:
            for heat, sample in (wild if name == noisy else samples).of(name, "3.14").items():
                shaken.add(heat, "3.14", {name: sample})
        return {name for name, _ in needless(made, shaken, doubt=0.01, heats=4)}

    assert after(3) == set()
    assert after(5) == {quiet, lonely}
