"""A program of the scan: load one extension module by its file, and print what it declares, a line of JSON each.

It runs on its own, since whatever else is imported could switch the GIL on first.
"""

from __future__ import annotations

import json
import sys
import sysconfig

CREATE = """
import importlib.machinery, importlib.util
loader = importlib.machinery.ExtensionFileLoader({module!r}, {path!r})
importlib.util.module_from_spec(importlib.util.spec_from_file_location({module!r}, {path!r}, loader=loader))
"""
"""Creates a module and does not run it: what it declares is looked at before."""

_REFUSED = "does not support loading in subinterpreters"


def main(module: str, path: str) -> None:
    """Print each answer as soon as there is one: true, false, or why it is not known."""
    create = CREATE.format(module=module, path=path)
    say("subinterpreters", refuses_subinterpreters(create))
    say("gil", turns_gil_on(create))


def say(question: str, answer: bool | str) -> None:  # noqa: FBT001 (an answer)
    """Print an answer at once: the next question may crash."""
    sys.stdout.write(f"\n{json.dumps({question: answer})}\n")
    sys.stdout.flush()


def turns_gil_on(create: str) -> bool | str:
    """Load the module here, and see whether the GIL came back."""
    enabled = getattr(sys, "_is_gil_enabled", None)
    if enabled is None or not sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "only a free-threaded build shows it"
    if enabled():
        return "the GIL is on from the start"
    try:
        exec(create)  # noqa: S102 (the text above)
    except BaseException as error:  # noqa: BLE001 (a module can raise anything)
        return reason(type(error).__name__, str(error))
    return bool(enabled())


def refuses_subinterpreters(create: str) -> bool | str:
    """Load the module in a subinterpreter with a GIL of its own."""
    try:
        from concurrent import interpreters  # type: ignore[attr-defined] # noqa: PLC0415 (from Python 3.14 on)
    except ImportError:
        return "needs Python 3.14 or later"
    interpreter = interpreters.create()
    try:
        interpreter.exec(create)
    except interpreters.ExecutionFailed as failed:
        said = str(failed.excinfo.msg)
        return True if _REFUSED in said else reason(failed.excinfo.type.__name__, said)
    return False


def reason(kind: str, said: str) -> str:
    """Return why loading failed, in one line."""
    return f"{kind}: {' '.join(said.split())}"[:200]


if __name__ == "__main__":
    del sys.path[0]  # this folder's modules are not meant
    main(*sys.argv[1:])
