"""From a finished race to a baseline that replaces the stored one, and what speaks against that."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING

import msgspec

from ...errors import PacelineError
from ...gil import BACK
from ...results import caseid
from ...results.baseline import ALL, SCHEMA, Baseline, machine_of
from ..profile import STORED
from ..rivals import sequential_cases
from ..stats.estimate import estimate
from .check import entries, steady, workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...results.baseline import Approval
    from ...results.records import Race, Side
    from ...results.store import Samples


def doubtful(race: Race, samples: Samples, pattern: str | None, *, heats: int) -> Iterator[str]:
    """Yield why a race should not become a baseline: a dirty tree, cases that are missing, a machine too noisy.

    Single cases may be hardly known (a pool's smallest mostly are): their spread is stored, and judges them mildly.
    """
    back = {f"{BACK} on {p.side} {p.reason}": None for heat in race.heats for p in heat.problems if p.status == BACK}
    yield from back
    for side in race.sides:
        doubts = []
        if side.commit is None or side.commit.endswith("+"):
            yield f"side {side.name} was measured with uncommitted changes"
        for case in race.cases:
            if side.name in case.missing_on or case.id in side.unsupported or not _chosen(case.id, pattern):
                continue
            logs = steady(samples, case.id, side.name)
            doubts.append(estimate(logs).doubt if logs else math.inf)
            if len(logs) < heats:
                yield f"{caseid.name(case.id)} on {side.name} has {len(logs)} heats of {heats}"
        if doubts and median(doubts) > STORED.log_margin:
            yield f"half of the cases on {side.name} have an uncertainty of ±{math.expm1(median(doubts)):.0%} or more"


def renewed(race: Race, samples: Samples, side: Side, approval: Approval, old: Baseline | None) -> Baseline:
    """Return a side's baseline; where the approval names a pattern, the other cases keep the figures they had."""
    everything = approval.cases == ALL
    pattern = None if everything else approval.cases
    now = {case: entry for case, entry in entries(race, samples, side.name).items() if _chosen(case, pattern)}
    made = Baseline(
        schema=SCHEMA,
        identity=side.key,
        name=str(side.interpreter.get("name")),
        machine=machine_of(race.machine),
        pytest_args=race.pytest_args,
        approvals=(approval,),
        workloads=workloads(race, samples, side.name),
        cases=now,
        sides=len(race.sides),
    )
    if everything:
        return made
    if old is None or old.machine != made.machine or old.sides not in {None, made.sides}:
        another = "its baseline is from another machine, or from a race with another number of sides"
        what = "there is no baseline" if old is None else another
        raise PacelineError(
            f"{what}: single cases cannot be renewed", place=f"side {side.name}", cure="renew all of it"
        )
    whole = {name: entry for name, entry in made.workloads.items() if _all_chosen(race, name, approval.cases)}
    return msgspec.structs.replace(
        old,
        approvals=(*old.approvals, approval),
        workloads={**old.workloads, **whole},
        cases={**old.cases, **now},
    )


def _all_chosen(race: Race, workload: str, pattern: str) -> bool:
    """Say whether a pattern names all cases that a workload's figure is made of."""
    return all(caseid.matches(case, pattern) for case in sequential_cases(race)[workload])


def _chosen(case: str, pattern: str | None) -> bool:
    return pattern is None or caseid.matches(case, pattern)
