from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from paceline import interpreter
from paceline.interpreter import Facts, describe, facts, jit_by_flags

PLAIN = Facts(
    implementation="cpython",
    python="3.14.10",
    release="3.14.10",
    abi="",
    gil=True,
    jit=None,
    compiler="GCC 14.2.0",
    build="-O3",
)
PYPY = replace(PLAIN, implementation="pypy", python="3.11.17", release="8.0.1", jit=True)
VARIANTS = {
    "cpython-3.14.10-gil": (PLAIN, "3.14"),
    "cpython-3.14.10t-nogil": (replace(PLAIN, abi="t", gil=False), "3.14t"),
    "cpython-3.14.10t-gil": (replace(PLAIN, abi="t"), "3.14t+gil"),
    "cpython-3.14.10-gil-jit": (replace(PLAIN, jit=True), "3.14+jit"),
    "cpython-3.14.10td-nogil-jit": (replace(PLAIN, abi="td", gil=False, jit=True), "3.14td+jit"),
    "cpython-3.15.0rc1-gil": (replace(PLAIN, python="3.15.0rc1"), "3.15"),
    "pypy-8.0.1-py3.11": (PYPY, "pypy3.11"),
    "pypy-8.0.1-py3.11-nojit": (replace(PYPY, jit=False), "pypy3.11-jit"),
    "pypy-7.3.20-py3.11": (replace(PYPY, release="7.3.20"), "pypy3.11"),
    "graalpy-3.12.8-gil": (replace(PLAIN, implementation="graalpy", python="3.12.8"), "graalpy3.12"),
}
OWN_JIT = getattr(sys, "_jit", None)


@pytest.mark.parametrize("key", VARIANTS)
def test_identity_is_written_out(key: str) -> None:
    """Implementation, version, ABI, GIL and JIT are readable in the key, before a hash of the build."""
    known, name = VARIANTS[key]
    assert known.key == f"{key}-{PLAIN.build_hash}"
    assert known.name == name


def test_switches_that_are_off_need_no_word() -> None:
    """A JIT that is there and off, and none, run the same way: the build's hash is what differs."""
    assert replace(PLAIN, jit=False).key == PLAIN.key


@pytest.mark.parametrize("built", [replace(PLAIN, compiler="Clang 20"), replace(PLAIN, build="-O2")])
def test_two_builds_of_one_version_differ(built: Facts) -> None:
    """Another compiler, or other flags, are another identity with the same label."""
    assert built.key != PLAIN.key
    assert built.name == PLAIN.name


def test_description_is_json_of_the_facts() -> None:
    """What is stored holds the key, the label and what they are made of."""
    told = json.loads(json.dumps(describe(replace(PLAIN, abi="t", gil=False))))
    assert told["key"].startswith("cpython-3.14.10t-nogil-")
    assert (told["name"], told["abi"], told["gil"], told["jit"]) == ("3.14t", "t", False, None)
    assert told["executable"] == sys.executable


def test_running_interpreter_knows_itself() -> None:
    """The facts of this very process agree with what Python says elsewhere."""
    known = facts()
    assert known.python.startswith(f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}")
    assert known.key.split("-")[0] == sys.implementation.name
    assert ("t" in known.abi) is bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    assert known.gil is getattr(sys, "_is_gil_enabled", lambda: True)()


def test_where_it_is_installed_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that was moved, and its virtual environments, keep their identity."""
    flags = {"CONFIG_ARGS": "'--prefix={}/python' '--enable-optimizations'", "LDFLAGS": "-L{}/python/lib -O3"}
    hashes = set()
    for place in ("/opt/one", "/home/two"):
        monkeypatch.setattr(sys, "base_prefix", f"{place}/python")
        monkeypatch.setattr(sys, "base_exec_prefix", f"{place}/python")
        monkeypatch.setattr(sysconfig, "get_config_var", lambda name, at=place: flags.get(name, "").format(at))
        hashes.add(facts().build_hash)
    assert len(hashes) == 1
    flags["LDFLAGS"] = "-O2"
    assert facts().build_hash not in hashes


@pytest.mark.parametrize(
    ("flags", "switch", "state"),
    [
        ("'--enable-optimizations'", "1", None),
        ("'--enable-experimental-jit=no'", "1", None),
        ("'--enable-experimental-jit'", None, True),
        ("'--enable-experimental-jit=yes'", "0", False),
        ("'--enable-experimental-jit=yes-off'", None, False),
        ("'--enable-experimental-jit=yes-off'", "", False),
        ("'--enable-experimental-jit=yes-off'", "1", True),
    ],
)
def test_jit_of_a_python_that_cannot_say(flags: str, switch: str | None, state: bool | None) -> None:  # noqa: FBT001 (a parameter)
    """CPython 3.13's JIT is known from its build's flags and PYTHON_JIT."""
    assert jit_by_flags(flags, switch) is state


@pytest.mark.skipif(OWN_JIT is None or not OWN_JIT.is_available(), reason="this build has no JIT to switch")
def test_jit_switched_on_is_another_identity() -> None:
    """The same executable under PYTHON_JIT=1 and =0 says itself that it is two interpreters."""
    told = {switch: alone(PYTHON_JIT=switch) for switch in "01"}
    assert [told[switch]["jit"] for switch in "01"] == [False, True]
    assert told["1"]["key"] == told["0"]["key"].replace("-gil-", "-gil-jit-")
    assert told["1"]["name"] == told["0"]["name"] + "+jit"
    assert told["1"]["build"] == told["0"]["build"]


def test_same_key_in_every_process() -> None:
    """Two fresh processes, with different hash seeds, give the same identity, by the file alone."""
    assert alone(PYTHONHASHSEED="1") == alone(PYTHONHASHSEED="2")


def alone(**environment: str) -> dict[str, Any]:
    """Run the file by itself, without the package, and return what it prints."""
    command = [sys.executable, "-S", str(Path(interpreter.__file__))]
    told: dict[str, Any] = json.loads(subprocess.check_output(command, env={**os.environ, **environment}, text=True))
    return told
