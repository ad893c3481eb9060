"""pytest-benchmark's JSON: written for each side of a heat, and read from anybody.

A race's own columns (CPU seconds, context switches) travel in `extra_info`, where pytest-benchmark's tools leave them
alone; its `stats` block is pytest-benchmark's own arithmetic.
"""

from __future__ import annotations

import math
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from pytest_benchmark.stats import Stats

from ..errors import PacelineError
from .store import NO_YARDSTICK, Sample

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OURS = "paceline"
"""The key of what a race adds, in `extra_info` and `machine_info`."""


class _Stats(msgspec.Struct):
    data: list[float] = []
    iterations: int = 1


class _Benchmark(msgspec.Struct):
    fullname: str
    stats: _Stats
    extra_info: dict[str, Any] = {}


class _File(msgspec.Struct):
    benchmarks: list[_Benchmark]
    machine_info: dict[str, Any] = {}


_reader = msgspec.json.Decoder(_File)


def dump(samples: Mapping[str, Sample], records: Mapping[str, dict[str, Any]], machine: dict[str, Any]) -> bytes:
    """Return a file's content: `samples` by case, what the side told of each in `records`, and where it ran."""
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
    stats = Stats()
    stats.data = sample.wall.tolist()
    ours = {"cpu": sample.cpu.tolist(), "switches": sample.switches}
    if len(sample.yardstick):
        ours["yardstick"] = sample.yardstick.tolist()
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
        "extra_info": {**_table(record.get("extra_info")), OURS: ours},
        "stats": {**stats.as_dict(), "data": stats.data, "iterations": sample.iterations},
    }


def _table(extra: Any) -> dict[str, Any]:
    """Return a suite's extra information as a table, whatever it has put in its place."""
    return extra if isinstance(extra, dict) else {} if extra is None else {"extra_info": extra}


def load(path: Path) -> tuple[dict[str, Sample], dict[str, Any]]:
    """Return the samples by case, and the machine_info, of one file; raise `PacelineError` naming it and the place."""
    try:
        content = _reader.decode(path.read_bytes())
    except OSError as error:
        cure = "name a file that pytest wrote with --benchmark-json"
        raise PacelineError(error.strerror or str(error), place=path, cure=cure) from error
    except msgspec.DecodeError as error:
        cure = "leave it out, or measure it again with --benchmark-json"
        raise PacelineError(f"is not pytest-benchmark's JSON ({error})", place=path, cure=cure) from error
    return {bench.fullname: _sample(bench, path) for bench in content.benchmarks}, content.machine_info


def _sample(bench: _Benchmark, path: Path) -> Sample:
    rounds = bench.stats.data
    if not rounds:
        cure = "save it with --benchmark-json, or with --benchmark-save-data"
        raise PacelineError("holds no single rounds", place=f"{path}: {bench.fullname}", cure=cure)
    ours = bench.extra_info.get(OURS, {})
    if not (min(rounds) > 0 and math.isfinite(sum(rounds))):
        raise PacelineError("holds a round that is not a positive number of seconds", place=f"{path}: {bench.fullname}")
    cpu, yardstick = ours.get("cpu", []), ours.get("yardstick")
    known = len(cpu) == len(rounds)
    return Sample(
        wall=np.array(rounds),
        cpu=np.array(cpu) if known else np.zeros(len(rounds)),
        iterations=bench.stats.iterations,
        switches=int(ours.get("switches", 0)) if known else 0,
        yardstick=np.array(yardstick, dtype=float) if yardstick else NO_YARDSTICK,
    )
