"""Identity of the running interpreter: what differs between two builds, and two ways of running one build.

Standard library only, and importable by itself: the conductor runs this file with every interpreter that it finds.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import sysconfig
from dataclasses import dataclass
from typing import Any

_BUILD_VARIABLES = ("CONFIG_ARGS", "OPT", "PY_CFLAGS", "PY_CORE_CFLAGS", "PY_LDFLAGS", "BASECFLAGS", "LDFLAGS")


@dataclass(frozen=True)
class Facts:
    """What an interpreter says about itself; tests put in what no interpreter at hand would say."""

    implementation: str
    """`cpython`, `pypy`, …"""
    python: str
    """The language's version, in full: `3.14.10`."""
    release: str
    """The implementation's own version: the same for CPython, `8.0.1` for PyPy."""
    abi: str
    """ABI flags: `t` for a free-threaded build, `d` for a debug build."""
    gil: bool
    """Whether there is a GIL *now*: a free-threaded build can have it switched on at run time."""
    jit: bool | None
    """Whether a JIT compiles; None where there is none in the build."""
    compiler: str
    build: str
    """Everything else that is known about the build: flags, number, date."""

    @property
    def build_hash(self) -> str:
        """Eight hexadecimal digits that differ between two builds of one version."""
        return hashlib.sha256(f"{self.compiler}\n{self.build}".encode()).hexdigest()[:8]

    @property
    def key(self) -> str:
        """The identity: results with different keys are never compared as if they were of one interpreter."""
        if self.implementation == "pypy":
            parts = ["pypy", self.release, f"py{_minor(self.python)}"]
            parts += [] if self.jit else ["nojit"]
        else:
            parts = [self.implementation, self.python + self.abi, "gil" if self.gil else "nogil"]
            parts += ["jit"] if self.jit else []
        return "-".join([*parts, self.build_hash])

    @property
    def name(self) -> str:
        """A short label for people: `3.14`, `3.14t`, `3.14t+gil`, `3.14+jit`, `pypy3.11`."""
        if self.implementation == "pypy":
            return f"pypy{_minor(self.python)}" + ("" if self.jit else "-jit")
        label = ("" if self.implementation == "cpython" else self.implementation) + _minor(self.python) + self.abi
        return label + ("+gil" if self.gil and "t" in self.abi else "") + ("+jit" if self.jit else "")


def facts() -> Facts:
    """Ask the running interpreter."""
    release = platform.python_version()
    if hasattr(sys, "pypy_version_info"):
        release = ".".join(str(part) for part in sys.pypy_version_info[:3])
    # `sys.abiflags` isn't there on Windows; the build's own variable is there everywhere.
    flags = getattr(sys, "abiflags", "") or ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else "")
    return Facts(
        implementation=sys.implementation.name,
        python=platform.python_version(),
        release=release,
        abi=flags,
        gil=gil_enabled(),
        jit=_jit(),
        compiler=platform.python_compiler(),
        build=_build(),
    )


def gil_enabled() -> bool:
    """Ask for the GIL as it is now, in this process and interpreter; importing an extension can switch it on."""
    ask = getattr(sys, "_is_gil_enabled", None)
    return ask is None or bool(ask())


def describe(known: Facts | None = None) -> dict[str, Any]:
    """Return the identity as a flat dictionary that JSON can hold."""
    known = known or facts()
    return {
        "key": known.key,
        "name": known.name,
        "implementation": known.implementation,
        "version": known.release,
        "python": known.python,
        "abi": known.abi,
        "gil": known.gil,
        "jit": known.jit,
        "build": known.build_hash,
        "compiler": known.compiler,
        "executable": sys.executable,
    }


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _jit() -> bool | None:
    if sys.implementation.name == "pypy":
        info = getattr(sys, "pypy_translation_info", {})
        return bool(info.get("translation.jit", True))
    jit = getattr(sys, "_jit", None)  # CPython 3.14 and later
    if jit is not None:
        return bool(jit.is_enabled()) if jit.is_available() else None
    return jit_by_flags(str(sysconfig.get_config_var("CONFIG_ARGS") or ""), os.environ.get("PYTHON_JIT"))


def jit_by_flags(flags: str, switch: str | None) -> bool | None:
    """Tell whether CPython 3.13's JIT is on, which it can't say itself; `switch` is PYTHON_JIT's value."""
    if "--enable-experimental-jit" not in flags or "--enable-experimental-jit=no" in flags:
        return None
    default = "--enable-experimental-jit=yes-off" not in flags
    return default if not switch else switch != "0"


def _build() -> str:
    """Return the build's flags, without the place where it is installed, and its number and date."""
    words = " ".join(str(sysconfig.get_config_var(name) or "") for name in _BUILD_VARIABLES).split()
    places = {sys.base_prefix, sys.base_exec_prefix}
    kept = [word for word in words if not any(place in word for place in places)]
    return "\n".join([sys.version, *kept])


if __name__ == "__main__":
    print(json.dumps(describe()))  # noqa: T201 (the conductor reads it)
