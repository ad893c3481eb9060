"""The one line of an installer's output that says why it failed."""

from __future__ import annotations

import re

_CAUSES = (
    re.compile(r"(?:^|\s)\S+:\d+(?::\d+)?: (?:fatal )?error: "),  # a C compiler's
    re.compile(
        r"^error(?:\[E\d+\])?: (?!could not compile|subprocess|[Cc]ommand |metadata|Failed|No solution|Request)"
    ),
    re.compile(r"^(?:CMake Error|ERROR: Problem|.*meson\.build:\d+:\d+: ERROR)"),
    re.compile(r"^(?:[\w.]+\.)?(?!CalledProcessError|SystemExit)\w+(?:Error|Exception|NotFound): "),
    re.compile(r"^(?:ERROR: )?(?:Because |Could not find a version|No matching|Failed to fetch|Cannot install)"),
    re.compile(r"^(?:fatal|error|ERROR): (?!Failed to build)"),
)
"""What a cause looks like, the closest to its root first."""

_MARKS = re.compile(r"^(?:[\s×╰├─▶│|>]|\+[+-]+|(?:cause|Caused by): )+")
"""What installers put before a line to say that it is the cause of the one above."""

_LONG = 400


def reason_in(output: str) -> str:
    """Return the cause in one line: the first that a compiler, a build or a resolver names."""
    lines = list(filter(None, _joined(output)))
    resolved = [line for line in lines if line.startswith("Because ")]
    found = next((line for cause in _CAUSES for line in [*resolved, *lines] if cause.search(line)), None)
    text = found or _last_words(lines) or "no reason given"
    return " ".join(text.split())[:_LONG]


def _last_words(lines: list[str]) -> str:
    """Return what a build has printed, where that is short, or else its last line."""
    kept = [line for line in lines if not line.startswith("hint: ")]
    begin = max((number + 1 for number, line in enumerate(kept) if line == "[stderr]"), default=len(kept) - 1)
    words = " ".join(kept[max(begin, 0) :])
    return words if len(words) <= _LONG else kept[-1]


def _joined(output: str) -> list[str]:
    """Return lines without their marks, with those that a resolver parted made one."""
    found: list[str] = []
    for line in output.splitlines():
        plain = _MARKS.sub("", line).rstrip()
        if found and found[-1].startswith("Because ") and re.match(r"\s{4,}\w", line):
            found[-1] += f" {plain}"
        else:
            found.append(plain)
    return found
