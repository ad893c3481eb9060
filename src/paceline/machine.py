"""The machine under an interpreter: CPU model, and the CPUs that can really be used.

Standard library only, and importable by itself. `os.cpu_count()` sees neither an affinity mask nor a container's
quota; a pool as large as it says would wait for itself.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

_ROOT = Path("/")


def usable_cpus() -> int:
    """Return how many CPUs this process can keep busy: its affinity mask, or less where a cgroup quota says so.

    A quota of 2.5 CPUs counts as 2: a third worker would stop the other two in every period that it has used up.
    """
    allowed = affinity()
    count = len(allowed) if allowed else os.cpu_count() or 1
    limit = quota()
    return count if limit is None else max(1, min(count, int(limit)))


def affinity() -> list[int] | None:
    """Return the numbers of the CPUs that this process may run on; None where the platform doesn't say."""
    ask = getattr(os, "sched_getaffinity", None)
    return sorted(ask(0)) if ask else None


def descendants(pid: int) -> list[int]:
    """Process ids of all living descendants; none where the system does not say."""
    if sys.platform != "linux":
        return []
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, tasks.read_text().split())
        except OSError:  # the thread ended while we looked
            continue
    return found + [grandchild for child in found for grandchild in descendants(child)]


def quota(root: Path = _ROOT) -> float | None:
    """Return the tightest cgroup CPU quota above this process, in CPUs; None where there is none."""
    groups = _read(root / "proc/self/cgroup")
    limits = [limit for group in groups.splitlines() for limit in _limits(root / "sys/fs/cgroup", group)]
    return min(limits, default=None)


def _limits(mount: Path, group: str) -> list[float]:
    """Return the quotas of one line of /proc/self/cgroup (`id:controllers:path`), from the group up to the root."""
    _, controllers, path = group.split(":", 2)
    if not controllers:  # version 2, alone or beside version 1
        bases, read = [mount, mount / "unified"], _quota_v2
    elif "cpu" in controllers.split(","):
        bases, read = [mount / "cpu", mount / controllers], _quota_v1
    else:
        return []
    parts = [part for part in path.split("/") if part not in ("", "..")]  # `..`: above our namespace's root
    folders = [base.joinpath(*parts[:depth]) for base in bases for depth in range(len(parts) + 1)]
    return [limit for limit in map(read, folders) if limit is not None]


def _quota_v2(folder: Path) -> float | None:
    return cpus_of(*_read(folder / "cpu.max").split())


def _quota_v1(folder: Path) -> float | None:
    return cpus_of(_read(folder / "cpu.cfs_quota_us").strip(), _read(folder / "cpu.cfs_period_us").strip())


def cpus_of(time: str = "", period: str = "") -> float | None:
    """Return microseconds of CPU time a period ÷ the period; None for `max`, -1, or what can't be read."""
    try:
        return int(time) / int(period) if int(time) > 0 else None
    except (ValueError, ZeroDivisionError):
        return None


def cpu_model(root: Path = _ROOT) -> str:
    """Return the CPU's name as the system gives it, or the architecture's."""
    for line in _read(root / "proc/cpuinfo").splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("model name", "Model", "cpu model") and value.strip():
            return " ".join(value.split())
    return platform.processor() or platform.machine() or "unknown"


def describe() -> dict[str, Any]:
    """Return the machine's facts as a flat dictionary that JSON can hold."""
    return {
        "cpu": cpu_model(),
        "usable_cpus": usable_cpus(),
        "logical_cpus": os.cpu_count(),
        "affinity": affinity(),
        "quota": quota(),
        "system": platform.system(),
        "release": platform.release(),
        "architecture": platform.machine(),
    }


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


if __name__ == "__main__":
    print(json.dumps(describe()))  # noqa: T201 (the conductor reads it)
