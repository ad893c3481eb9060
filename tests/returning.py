"""Free-threaded builds whose GIL comes back: a module to import, and a build for those who have no such build."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

EXTENSION = """
#include <Python.h>
static PyModuleDef_Slot slots[] = {
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
    {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "oldext", .m_slots = slots};
PyMODINIT_FUNC PyInit_oldext(void) { return PyModuleDef_Init(&definition); }
"""
"""It says nothing of the GIL."""

SITE = """
import sys, sysconfig, types
from importlib.machinery import ExtensionFileLoader

sysconfig.get_config_vars()["Py_GIL_DISABLED"] = 1
turned_on = []
sys._is_gil_enabled = lambda: bool(turned_on)
create = ExtensionFileLoader.create_module

def create_module(self, spec):
    if spec.name != "oldext":
        return create(self, spec)
    turned_on.append(spec.name)
    return types.ModuleType(spec.name)

ExtensionFileLoader.create_module = create_module
"""
"""An interpreter's start-up that makes it look free-threaded, with an `oldext` that turns the GIL on."""


def look_free_threaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each Python that is started from now on look free-threaded, and find `oldext`."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(SITE)
    (folder / "oldext.so").write_bytes(b"")
    monkeypatch.setenv("PYTHONPATH", str(folder))


def build_extension(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile `oldext` for this interpreter, and let each Python that is started from now on find it."""
    compiler, new = shutil.which("cc"), sys.version_info[:2] >= (3, 14)
    if compiler is None or not sysconfig.get_config_var("Py_GIL_DISABLED") or not new:
        pytest.skip("needs a compiler, and a free-threaded build of Python 3.14 or later")
    folder.mkdir()
    (folder / "oldext.c").write_text(EXTENSION)
    include, suffix = sysconfig.get_path("include"), sysconfig.get_config_var("EXT_SUFFIX")
    words = [compiler, "-shared", "-fPIC", f"-I{include}", str(folder / "oldext.c"), "-o", f"{folder}/oldext{suffix}"]
    subprocess.run(words, check=True)
    monkeypatch.setenv("PYTHONPATH", str(folder))
