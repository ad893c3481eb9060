from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from paceline import machine
from paceline.machine import affinity, cpu_model, cpus_of, describe, quota, usable_cpus


def put(root: Path, files: dict[str, str]) -> Path:
    """Write files below a substitute for the file system's root."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


V2 = "sys/fs/cgroup"
V1 = "sys/fs/cgroup/cpu"


@pytest.mark.parametrize(
    ("files", "cpus"),
    [
        pytest.param({}, None, id="no cgroups"),
        pytest.param({"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "max 100000\n"}, None, id="v2 without a quota"),
        pytest.param({"proc/self/cgroup": "0::/\n", f"{V2}/cpu.max": "150000 100000\n"}, 1.5, id="v2 in a container"),
        pytest.param({"proc/self/cgroup": "0::/a/b\n", f"{V2}/a/b/cpu.max": "200000 50000\n"}, 4.0, id="v2 in a group"),
        pytest.param(
            {
                "proc/self/cgroup": "0::/a/b/c\n",
                f"{V2}/a/cpu.max": "300000 100000",
                f"{V2}/a/b/cpu.max": "max 100000",
                f"{V2}/a/b/c/cpu.max": "400000 100000",
            },
            3.0,
            id="v2 with the tightest above",
        ),
        pytest.param(
            {"proc/self/cgroup": "0::/../../x\n", f"{V2}/cpu.max": "100000 100000"}, 1.0, id="v2 seen from a namespace"
        ),
        pytest.param(
            {
                "proc/self/cgroup": "3:cpuset:/x\n4:cpu,cpuacct:/docker/x\n0::/x\n",
                f"{V1}/docker/x/cpu.cfs_quota_us": "250000\n",
                f"{V1}/docker/x/cpu.cfs_period_us": "100000\n",
            },
            2.5,
            id="v1 in a group",
        ),
        pytest.param(
            {
                "proc/self/cgroup": "4:cpu:/docker/x\n",
                f"{V1}/cpu.cfs_quota_us": "50000\n",
                f"{V1}/cpu.cfs_period_us": "100000\n",
            },
            0.5,
            id="v1 in a container",
        ),
        pytest.param(
            {
                "proc/self/cgroup": "4:cpu:/\n",
                f"{V1}/cpu.cfs_quota_us": "-1\n",
                f"{V1}/cpu.cfs_period_us": "100000\n",
            },
            None,
            id="v1 without a quota",
        ),
        pytest.param(
            {"proc/self/cgroup": "4:memory:/x\n0::/x\n", "sys/fs/cgroup/unified/x/cpu.max": "100000 50000"},
            2.0,
            id="v1 and v2 together",
        ),
    ],
)
def test_quota_of_cgroups(tmp_path: Path, files: dict[str, str], cpus: float | None) -> None:
    """The tightest quota on the way up counts, in either version of cgroups."""
    assert quota(put(tmp_path, files)) == cpus


@pytest.mark.parametrize(("time", "period"), [("max", "100000"), ("-1", "100000"), ("0", "1"), ("", ""), ("1", "0")])
def test_no_quota(time: str, period: str) -> None:
    """What does not limit, or can't be read, is no quota."""
    assert cpus_of(time, period) is None


@pytest.mark.parametrize(
    ("allowed", "limit", "logical", "usable"),
    [
        ([0, 1, 2, 3], None, 8, 4),
        ([0, 1, 2, 3], 2.5, 8, 2),
        ([0, 1], 16.0, 8, 2),
        ([5], 0.5, 8, 1),
        (None, None, 8, 8),
        (None, 3.0, 8, 3),
        (None, None, None, 1),
    ],
)
def test_usable_cpus(
    monkeypatch: pytest.MonkeyPatch, allowed: list[int] | None, limit: float | None, logical: int | None, usable: int
) -> None:
    """Affinity counts before the number of CPUs, a quota's whole CPUs before both, and one is always there."""
    monkeypatch.setattr(machine, "affinity", lambda: allowed)
    monkeypatch.setattr(machine, "quota", lambda: limit)
    monkeypatch.setattr(os, "cpu_count", lambda: logical)
    assert usable_cpus() == usable


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs a platform with affinity")
def test_affinity_of_a_bound_process() -> None:
    """A process that is bound to one CPU sees one, whatever the machine has."""
    program = "import os; from paceline import machine; os.sched_setaffinity(0, [max(os.sched_getaffinity(0))]); "
    program += "print(machine.usable_cpus(), *machine.affinity())"
    out = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert out.split() == ["1", str(max(affinity() or []))]


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("processor\t: 0\nmodel name\t: Some   CPU @ 3GHz\nmodel name\t: Other\n", "Some CPU @ 3GHz"),
        ("processor\t: 0\nBogoMIPS\t: 48\n\nModel\t\t: Small Board 5\n", "Small Board 5"),
    ],
)
def test_cpu_model(tmp_path: Path, text: str, model: str) -> None:
    """The CPU's, or the board's, name is the system's."""
    assert cpu_model(put(tmp_path, {"proc/cpuinfo": text})) == model


def test_cpu_model_of_an_unknown_system(tmp_path: Path) -> None:
    """Where nothing names the CPU, there is still a word for it."""
    assert cpu_model(tmp_path)


def test_description_is_json_and_works_alone() -> None:
    """The file prints the machine's facts by itself, without the package, and they are those seen here."""
    command = [sys.executable, "-S", str(Path(machine.__file__))]
    assert json.loads(subprocess.check_output(command, text=True)) == json.loads(json.dumps(describe()))
