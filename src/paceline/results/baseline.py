"""Stored baselines: one small JSON file an interpreter, one line a case, made to be read in a diff.

A figure is a geometric mean over heats and its spread, the standard deviation of its logarithm over heats.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import PacelineError
from . import caseid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = 2
"""The version of the files; raised when a reader of the old one would misread the new."""

ALL = "all"
"""What an approval of every case says of them."""

_DIGITS = 4
"""Significant digits of a value, and of a spread two: what rounding adds is a hundredth of any margin."""


class Figure(msgspec.Struct, frozen=True, array_like=True):
    """A geometric mean over heats, and the standard deviation of its logarithm."""

    value: float
    spread: float


class Loop(msgspec.Struct, frozen=True, array_like=True):
    """How a case followed the reference loop beside it over the heats, in logarithms: see `judge.covariance.Fit`."""

    spread: float
    """Standard deviation of the loop."""
    slope: float
    """How much of its ups and downs the case had too."""
    rest: float
    """Standard deviation of the case about that line."""


class Entry(msgspec.Struct, frozen=True):
    """One case."""

    heats: int
    seconds: Figure
    """Floor of a call."""
    yardsticks: Figure | None = None
    """The same in units of the reference loop beside it; None where that was not timed."""
    speedup: Figure | None = None
    """Sequential ÷ this, within the same process; None where there is no sequential case."""
    loop: Loop | None = None
    """None where the reference loop was not timed."""


class Machine(msgspec.Struct, frozen=True):
    """Where it was measured: figures in seconds mean something only there."""

    cpu: str
    usable_cpus: int
    system: str
    architecture: str


class Approval(msgspec.Struct, frozen=True):
    """Who said that these are the figures: the commit they were measured at, when, why, and for which cases."""

    commit: str
    date: str
    """ISO 8601, UTC."""
    reason: str
    cases: str = ALL
    """A pattern, where only some were renewed."""


class Baseline(msgspec.Struct, frozen=True):
    """The stored figures of one interpreter."""

    schema: int
    identity: str
    """The interpreter's key."""
    name: str
    """Its short label."""
    machine: Machine
    pytest_args: tuple[str, ...]
    """Which cases were raced: others were not expected."""
    approvals: tuple[Approval, ...]
    """The last full one, and those of single cases since."""
    workloads: dict[str, Entry]
    """The sequential cases of each workload together, geometric means over its sizes: steadier than any of them."""
    cases: dict[str, Entry]
    sides: int | None = None
    """Sides that took turns in the race: among many, a quick case finds its caches cold. None in older files."""

    @property
    def approval(self) -> Approval:
        """The last one."""
        return self.approvals[-1]


def machine_of(facts: dict[str, Any]) -> Machine:
    """Take from a race's machine facts what figures depend on; raise `PacelineError` where these are not known."""
    try:
        return msgspec.convert({name: facts.get(name) for name in Machine.__struct_fields__}, Machine)
    except msgspec.ValidationError as error:
        problem = f"does not say on which machine it ran ({error})"
        raise PacelineError(problem, place="race.json: machine", cure="race again") from error


def path_of(folder: Path, identity: str) -> Path:
    """Return the file of an interpreter."""
    return folder / f"{identity}.json"


def dump(baseline: Baseline) -> bytes:
    """Return the file's content: a header, then the cases in the order of their ids, one per line."""
    whole = msgspec.to_builtins(baseline)
    lines = [f' "{name}": {{\n{_lines(whole.pop(name))}\n }}' for name in ("workloads", "cases")]
    head = json.dumps(whole, indent=1, ensure_ascii=False)[:-2]
    return ",\n".join([head, *lines, ""]).removesuffix(",\n").encode() + b"\n}\n"


def _lines(entries: dict[str, Any]) -> str:
    order = sorted(entries, key=caseid.order)
    return ",\n".join(f"  {json.dumps(name, ensure_ascii=False)}: {_line(entries[name])}" for name in order)


def _line(entry: dict[str, Any]) -> str:
    return json.dumps({name: _rounded(value) for name, value in entry.items() if value is not None})


def _rounded(value: Any) -> Any:
    if not isinstance(value, (list, tuple)):
        return value
    digits = (_DIGITS, 2) if len(value) == 2 else (2, 2, 2)  # a figure, or how the loop was followed
    return [float(f"{number:.{n}g}") for number, n in zip(value, digits, strict=True)]


def save(path: Path, baseline: Baseline) -> None:
    """Write a file: beside, and then renamed, so that the old one stays whole until the new one is."""
    beside = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(dump(baseline))
        beside.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PacelineError(f"cannot be written ({reason})", place=path, cure="choose another --folder") from error


def load(path: Path) -> Baseline:
    """Read a file; raise `PacelineError` that names it and the place in it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PacelineError(error.strerror or str(error), place=path) from error
    return parse(content, path)


_CURE = "restore it with git, or approve a new one: paceline baseline approve"


def parse(content: bytes, place: object) -> Baseline:
    """Read a file's content; `place` names it in errors."""
    try:
        raw = json.loads(content, object_pairs_hook=_once, parse_constant=_no_number)
        if not isinstance(raw, dict) or "schema" not in raw:
            raise PacelineError("is not a stored baseline", place=place, cure=_CURE)
        if raw["schema"] != SCHEMA:
            cure = "use the paceline that wrote it, or approve a new one: paceline baseline approve"
            raise PacelineError(f"has schema {raw['schema']}; paceline reads schema {SCHEMA}", place=place, cure=cure)
        baseline = msgspec.convert(raw, Baseline)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise PacelineError(f"is not a stored baseline ({error})", place=place, cure=_CURE) from error
    for case, problem in _problems(baseline):
        raise PacelineError(problem, place=f"{place}: {case}", cure=_CURE)
    return baseline


def is_current(content: bytes) -> bool:
    """Say whether a file is of the schema that is read: a history begins with the first that is."""
    return f'"schema": {SCHEMA},'.encode() in content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)} is there twice")
    return found


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _problems(baseline: Baseline) -> Iterator[tuple[str, str]]:
    """Yield what no measurement can have given."""
    if not baseline.approvals:
        yield "approvals", "there is none"
    for case, entry in [*baseline.workloads.items(), *baseline.cases.items()]:
        if entry.heats < 1:
            yield case, f"{entry.heats} heats"
        for name in ("seconds", "yardsticks", "speedup"):
            figure = getattr(entry, name)
            if figure is not None and not (0 < figure.value < math.inf and 0 <= figure.spread < math.inf):
                yield case, f"{name} of {figure.value:g} with a spread of {figure.spread:g}"
        loop = entry.loop
        if loop and not (0 <= loop.spread < math.inf and 0 <= loop.rest < math.inf and math.isfinite(loop.slope)):
            yield case, f"a loop's spread of {loop.spread:g}, a slope of {loop.slope:g}, a rest of {loop.rest:g}"


def find(folder: Path, identity: str, name: str) -> Baseline | None:
    """Return the baseline of this very interpreter, or else of another build with the same label; None: there is none.

    The newest of several builds.
    """
    exact = path_of(folder, identity)
    if exact.is_file():
        return load(exact)
    others = [found for path in sorted(folder.glob("*.json")) if (found := load(path)).name == name]
    return max(others, key=lambda found: found.approval.date, default=None)
