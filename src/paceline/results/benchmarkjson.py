"""pytest-benchmark's JSON: written for each side of a heat, and read from anybody.

A race's own columns (CPU seconds, context switches) travel in `extra_info`, where pytest-benchmark's tools leave them
alone; its `stats` block is pytest-benchmark's own arithmetic.
"""

from __future__ import annotations

import json
import math
import textwrap
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, TypeGuard

import msgspec
import numpy as np
from pytest_benchmark.stats import Stats

from ..errors import PacelineError
from ..gil import BACK, State
from .store import NOT_TIMED, Sample

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .store import Seconds

OURS = "paceline"
"""The key of what a race adds, in `extra_info` and `machine_info`."""

_SHORTEST, _LONGEST = 1e-15, 1e9
"""Seconds: a millionth of a clock's step, and thirty years. What is shorter or longer is no measurement."""


class _File(msgspec.Struct):
    benchmarks: list[Any]
    machine_info: Any = None


_reader = msgspec.json.Decoder(_File)


@dataclass(frozen=True, slots=True)
class Content:
    """What one file holds."""

    samples: dict[str, Sample]
    """By case."""
    odd: dict[str, str]
    """The cases whose rounds are no times, each with the reason."""
    machine: dict[str, Any]
    """The machine_info."""


def dump(samples: Mapping[str, Sample], records: Mapping[str, dict[str, Any]], machine: dict[str, Any]) -> bytes:
    """Return a file's content: `samples` by case, what the side reported of each in `records`, and where it ran."""
    return msgspec.json.encode(
        {
            "machine_info": machine,
            "commit_info": {},
            "benchmarks": [_entry(case, sample, records.get(case) or {}) for case, sample in samples.items()],
            "datetime": datetime.now(timezone.utc).isoformat(),
            "version": "5",
        }
    )


def _entry(case: str, sample: Sample, record: dict[str, Any]) -> dict[str, Any]:
    data = sample.wall.tolist()
    stats = {}
    if are_times(data):  # pytest-benchmark's arithmetic takes no others
        made = Stats()
        made.data = data
        stats = made.as_dict()
    ours = {"cpu": sample.cpu.tolist(), "delay": sample.delay.tolist(), "switches": sample.switches}
    if len(sample.reference_loop):
        ours["yardstick"] = sample.reference_loop.tolist()
    if len(sample.reference):
        ours["reference"] = [None if math.isnan(value) else value for value in sample.reference.tolist()]
    if sample.memory is not None:
        ours["memory"] = sample.memory
    named: dict[str, Any] = {
        "group": None,
        "name": case.rsplit("::", 1)[-1],
        "params": None,
        "param": None,
        "options": {},
    }
    return {
        **named,
        **record,
        "fullname": case,
        "extra_info": {**_object(record.get("extra_info")), OURS: ours},
        "stats": {**stats, "data": data, "iterations": sample.iterations},
    }


def load(path: Path) -> Content:
    """Read one file, case by case; raise `PacelineError` where the file as a whole is not pytest-benchmark's."""
    cure = "leave it out, or measure it again with --benchmark-json"
    try:
        content = _decoded(path.read_bytes())
    except OSError as error:
        cure = "name a file that pytest wrote with --benchmark-json"
        raise PacelineError(error.strerror or str(error), place=path, cure=cure) from error
    except RecursionError as error:
        raise PacelineError("is nested too deeply to be read", place=path, cure=cure) from error
    except (ValueError, msgspec.DecodeError) as error:
        reason = str(error).splitlines()[0]
        raise PacelineError(f"is not pytest-benchmark's JSON ({reason})", place=path, cure=cure) from error
    samples: dict[str, Sample] = {}
    odd: dict[str, str] = {}
    machine = _object(content.machine_info)
    for index, bench in enumerate(content.benchmarks):
        entry = _object(bench)
        case = entry.get("fullname")
        if not isinstance(case, str):
            odd[f"benchmarks[{index}]"] = "it has no fullname"
            continue
        try:
            _check_gil(entry, machine)
            samples[case] = _sample(entry)
        except ValueError as error:
            odd[case] = str(error)
    return Content(samples, odd, machine)


def _decoded(content: bytes) -> _File:
    """Decode a file; Python's own reader takes the NaN and Infinity that Python's own writer writes."""
    try:
        return _reader.decode(content)
    except msgspec.DecodeError:
        return msgspec.convert(json.loads(content), _File)


def _check_gil(entry: dict[str, Any], machine: dict[str, Any]) -> None:
    """Raise ValueError where a case had a GIL on an interpreter that began without one."""
    state = _object(entry.get("extra_info")).get("gil")
    if state is None or _object(_object(machine.get(OURS)).get("interpreter")).get("gil", True):
        return
    back = msgspec.convert(state, State).back()
    if back is not None:
        raise ValueError(f"{BACK}, turned on by {back.by or 'an unknown extension module'}")


def _sample(entry: dict[str, Any]) -> Sample:
    """Return the case's sample; raise ValueError that says why there is none."""
    stats = _object(entry.get("stats"))
    rounds = stats.get("data")
    if not isinstance(rounds, list) or not rounds:
        raise ValueError("it has no times of single rounds; write them with --benchmark-json or --benchmark-save-data")
    if not are_times(rounds):
        index = next(index for index, value in enumerate(rounds) if not are_times([value]))
        shown = textwrap.shorten(repr(rounds[index]), 40, placeholder="…")
        raise ValueError(f"round {index + 1} took {shown}, which is not a positive number of seconds")
    iterations = stats.get("iterations", 1)
    ours = _object(_object(entry.get("extra_info")).get(OURS))
    memory = ours.get("memory")
    cpu, delay, reference_loop, switches = (ours.get(name) for name in ("cpu", "delay", "yardstick", "switches"))
    known = are_times(cpu, least=0.0) and len(cpu) == len(rounds)
    return Sample(
        wall=np.array(rounds, dtype=float),
        cpu=np.array(cpu, dtype=float) if known else np.zeros(len(rounds)),
        iterations=iterations if isinstance(iterations, int) and iterations > 0 else 1,
        switches=switches if known and isinstance(switches, int) else 0,
        reference_loop=np.array(reference_loop, dtype=float) if are_times(reference_loop) else NOT_TIMED,
        delay=np.array(delay, dtype=float) if are_times(delay, least=0.0) else NOT_TIMED,
        reference=_reference(ours.get("reference"), len(rounds)),
        memory=memory if isinstance(memory, int) and memory >= 0 else None,
    )


def _reference(values: Any, rounds: int) -> Seconds:
    """Return the seconds of the rounds beside these, NaN beside one without; empty where they are no such thing."""
    if not isinstance(values, list) or len(values) != rounds:
        return NOT_TIMED
    timed = [value for value in values if value is not None]
    return np.array(values, dtype=float) if timed and are_times(timed) else NOT_TIMED


def _object(value: Any) -> dict[str, Any]:
    """Return the object; an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def are_times(values: Any, *, least: float = _SHORTEST) -> TypeGuard[list[float]]:
    """Say whether this is a list of seconds: finite numbers of at least `least`."""
    return isinstance(values, list) and all(
        isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value <= _LONGEST
        for value in values
    )
