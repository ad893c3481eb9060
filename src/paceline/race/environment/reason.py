"""The one line of an installer's output that says why it failed."""

from __future__ import annotations

import re

_CAUSES = (
    re.compile(r"(?:^|\s)\S+:\d+(?::\d+)?: (?:fatal )?error: "),  # a C compiler's
    re.compile(
        r"^error(?:\[E\d+\])?: (?!could not compile|subprocess|command |metadata|Failed)"
    ),  # rustc's, setuptools'
    re.compile(r"^(?:CMake Error|ERROR: Problem|.*meson\.build:\d+:\d+: ERROR)"),
    re.compile(r"^(?:[\w.]+\.)?(?!CalledProcessError|SystemExit)\w+(?:Error|Exception|NotFound): "),
    re.compile(
        r"^(?:ERROR: )?(?:Could not find a version|Because |No matching distribution|Failed to fetch|Cannot install)"
    ),
    re.compile(r"^(?:fatal|error|ERROR): "),
)
"""What a cause looks like, the closest to its root first."""

_LONG = 400


def telling(output: str) -> str:
    """Return the cause in one line: the first that a compiler, a build or a resolver names."""
    lines = [re.sub(r"^[\s×╰├─▶│>]+", "", line).rstrip() for line in _joined(output)]
    lines = [line for line in lines if line]
    resolved = [line for line in lines if line.startswith("Because ")]
    found = next((line for cause in _CAUSES for line in [*resolved, *lines] if cause.search(line)), None)
    text = found or (lines[-1] if lines else "no reason given")
    return " ".join(text.replace("Caused by: ", "").split())[:_LONG]


def _joined(output: str) -> list[str]:
    """Return lines, with those that a resolver wrapped after an arrow made one."""
    found: list[str] = []
    within = False
    for line in output.splitlines():
        if within and re.match(r"\s{4,}\S", line) and "[" not in line[:8]:
            found[-1] += " " + line.strip()
            continue
        within = "▶ Because" in line
        found.append(line)
    return found
