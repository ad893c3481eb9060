"""A case's id taken apart: `benchmarks/test_it.py::test_it[workload=product-strategy=threads-size=14]`."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARAMETER = re.compile(r"(?:^|-)([A-Za-z_]\w*)=")


class CaseId(NamedTuple):
    """The parts of a pytest node id."""

    test: str
    """File and function."""
    label: str
    """What pytest wrote in brackets; empty where there are none."""
    parameters: dict[str, str]
    """`key=value` pairs of the label; empty where it isn't written so."""


def split(node_id: str) -> CaseId:
    """Take a node id apart; a value may hold dashes itself."""
    test, bracket, rest = node_id.partition("[")
    label = rest.removesuffix("]") if bracket else ""
    marks = list(_PARAMETER.finditer(label))
    if not marks or marks[0].start() != 0:
        return CaseId(test, label, {})
    ends = [mark.start() for mark in marks[1:]] + [len(label)]
    return CaseId(test, label, {mark[1]: label[mark.end() : end] for mark, end in zip(marks, ends, strict=True)})


def name(node_id: str) -> str:
    """Return the short name of a case: its label where that is enough, or else function and label."""
    case = split(node_id)
    function = case.test.rsplit("::", 1)[-1]
    if "workload" in case.parameters:
        return case.label
    return f"{function}[{case.label}]" if case.label else function


def names(node_ids: Iterable[str]) -> dict[str, str]:
    """Return the short name of each case, with as much of its path as tells it from others of that name."""
    alike: dict[str, list[str]] = {}
    for node_id in node_ids:
        alike.setdefault(name(node_id), []).append(node_id)
    found: dict[str, str] = {}
    for short, ids in alike.items():
        ways = [re.split(r"(?<=/)|(?<=::)", split(node_id).test)[:-1] for node_id in ids]
        common = sum(1 for _ in takewhile(lambda parts: len(set(parts)) == 1, zip(*ways, strict=False)))
        found |= {node_id: "".join(way[common:]) + short for node_id, way in zip(ids, ways, strict=True)}
    return found


def matches(node_id: str, pattern: str) -> bool:
    """Say whether a glob names a case; only * and ? are special: an id's brackets would be sets to fnmatch.

    Only the last star is ever tried again, which is enough, and takes no more than the product of the lengths.
    """
    at = place = 0
    star, resumed = -1, 0
    while place < len(node_id):
        if at < len(pattern) and pattern[at] == "*":
            star, resumed, at = at, place, at + 1
        elif at < len(pattern) and pattern[at] in {"?", node_id[place]}:
            at, place = at + 1, place + 1
        elif star >= 0:
            at, resumed = star + 1, resumed + 1
            place = resumed
        else:
            return False
    return not pattern[at:].strip("*")


def order(text: str) -> tuple[tuple[float, str], ...]:
    """Return a sort key under which numbers in a text count as numbers."""
    parts = re.split(r"(\d+)", text)
    return tuple((float(part), "") if part.isdecimal() else (float("inf"), part) for part in parts)
