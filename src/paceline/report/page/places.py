"""Where each case belongs on the page, read from its id."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from ...judge.rivals import Key
from ...results import caseid
from .records import CaseRow, SideRow

if TYPE_CHECKING:
    from ...results.records import Race

STRATEGIES = ("sequential", "threads", "processes-fork", "processes-forkserver", "processes-spawn", "interpreters")
"""In the order in which they are shown; others follow."""


def sides(race: Race) -> list[SideRow]:
    """Return what was raced, in the race's order."""
    return [
        SideRow(side.name, side.key, str(side.interpreter.get("version", "")), _commit(side.commit or ""))
        for side in race.sides
    ]


def _commit(commit: str) -> str:
    return commit[:12] + ("+" if commit.endswith("+") else "")


def cases(race: Race) -> list[CaseRow]:
    """Return the cases in the race's order; those that would be called alike keep their ids as names."""
    rows = [place(case.id) for case in race.cases]
    often = Counter(row.name for row in rows)
    return [row if often[row.name] == 1 else replace(row, name=row.id) for row in rows]


def place(case: str) -> CaseRow:
    """Read a case's id."""
    key = Key.of(case)
    if key is None:
        test, label, _ = caseid.split(case)
        file, _, function = test.partition("::")
        return CaseRow(case, caseid.name(case), file, function, label or function, "", control=False, size=None)
    rest = dict(key.rest)
    group = rest.pop("workload", None) or key.test.rsplit("::", 1)[-1]
    setting = ", ".join(f"{name} {value}" for name, value in rest.items())
    label = " · ".join(part for part in (group, setting, key.name) if part)
    return CaseRow(case, label, group, setting, key.name, key.strategy, control=bool(key.workers), size=key.size)


def strategies(rows: list[CaseRow]) -> list[str]:
    """Return the strategies that occur, the well-known ones first: their place is their colour."""
    found = dict.fromkeys(row.strategy for row in rows if row.strategy)
    known = [name for name in STRATEGIES if name in found]
    return known + [name for name in found if name not in STRATEGIES]


def groups(rows: list[CaseRow]) -> list[str]:
    """Return the groups, those with sizes first."""
    found: dict[str, bool] = {}
    for row in rows:
        found[row.group] = found.get(row.group, False) or row.size is not None
    return sorted(found, key=lambda name: not found[name])
