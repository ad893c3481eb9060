"""What became of a case: the reports of its last try, as one word and one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

_REASON = 300
"""Characters of a failure's reason that are worth sending."""

_LINE = re.compile(r"(?:, line |^\S+?:)(\d+)", re.MULTILINE)
"""The line of a file in a traceback, as Python and pytest write it."""

_TAKEN = re.compile(
    r"address already in use|connection refused|Errno (?:98|48|10048|111|61|10061)\b|database is locked|"
    r"resource temporarily",
    re.IGNORECASE,
)
"""Error texts that mean: another process holds something that a machine has once, such as a port."""

SHARED = "; the sides run at the same time: use the variable PACELINE_SIDE to give each its own port or file"
"""Said of a failure that one side may be the cause of on the other."""

_WORDS = ("passed", "skipped", "failed")


class Tries:
    """The reports of one case; those of a try that was repeated do not count."""

    def __init__(self) -> None:
        self._reports: list[pytest.TestReport] = []

    def add(self, report: pytest.TestReport) -> None:
        """Take a report; a set-up begins another try."""
        if report.when == "setup":
            self._reports.clear()
        self._reports.append(report)

    def outcome(self) -> tuple[str, str]:
        """Return `passed`, `skipped` or `failed`, and why."""
        worst = next((report for report in _final(self._reports) if report.outcome != "passed"), None)
        if worst is None:
            return "passed", ""
        said = reason(worst)
        if hasattr(worst, "wasxfail"):
            said = f"expected to fail{f': {worst.wasxfail}' if worst.wasxfail else ''}"
        if worst.outcome in _WORDS:
            return worst.outcome, said
        return "failed", f"{worst.outcome}: {said}"[:_REASON]


def _final(reports: Iterable[pytest.TestReport]) -> Iterable[pytest.TestReport]:
    """Return the last report of set-up, call and tear-down, and of each subtest."""
    last = {(report.when, repr(getattr(report, "context", None))): report for report in reports}
    return last.values()


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """One line on why a case did not pass, or a file could not be collected."""
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])[:_REASON]
    crash = getattr(report.longrepr, "reprcrash", None)
    lines = (crash.message if crash else report.longreprtext).strip().splitlines() or ["failed"]
    if lines[0].startswith("import file mismatch"):
        return "collect: another test file has its name: rename one, or give their folders an __init__.py"
    # A traceback ends with what went wrong; a crash message begins with it.
    text = lines[0 if crash else -1].strip().removeprefix("E ").strip()
    if "SyntaxError" in text and (found := _LINE.findall(report.longreprtext)):
        text += f" (line {found[-1]})"
    line = f"{getattr(report, 'when', 'collect')}: {text}"[:_REASON]
    return line + SHARED if _TAKEN.search(line) else line
