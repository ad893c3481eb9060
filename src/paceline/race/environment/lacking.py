"""The sentence for a module that benchmarks import, and that their environment lacks."""

from __future__ import annotations

import re

from ...errors import PacelineError
from .choice import distribution
from .kept import record

_SHOWN = 12


def lacking(reason: str, side: str, python: str) -> PacelineError | None:
    """Return the error for benchmarks that could not be imported; None where another reason is given."""
    match = re.search(r"No module named '([\w.]+)'", reason)
    if not match:
        return None
    module, known = match[1], record(python)
    problem = f"no benchmark was collected, since {module} cannot be imported in its environment"
    if known is None:
        cure = f"install what provides {module}, such as `{python} -m pip install -e .` where it is your project"
        return PacelineError(f"{problem} ({python})", place=f"side {side}", cure=cure)
    if known.installed.get(module.partition(".")[0]) == "":
        cure = f"see whether a fresh clone has {module}: its build seems to leave it out"
        return PacelineError(problem, place=f"side {side}", cure=cure)
    names = sorted(known.installed, key=str.lower)
    listed = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if names[_SHOWN:] else "")
    modules = dict.fromkeys((module.partition(".")[0], *known.missing))
    cure = f"say what else to install, such as --with '{' '.join(map(distribution, modules))}'"
    return PacelineError(f"{problem} ({known.holds}; installed are {listed})", place=f"side {side}", cure=cure)
