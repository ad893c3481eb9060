"""Watch a race: a live line on a terminal, one line per heat elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from ..results import caseid
from ..text import shown
from .units import count, duration

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from rich.console import Console

    from ..errors import PacelineError
    from ..race.time_limit import Limits
    from ..results.records import Case, Heat


class Watcher:
    """Shows heats, decided cases and the time left."""

    def __init__(self, console: Console, limits: Limits, *, quiet: bool = False) -> None:
        self._console, self._limits, self._quiet = console, limits, quiet
        self._began = time.monotonic()
        columns = TextColumn("{task.description}"), BarColumn(None), TextColumn("{task.fields[left]}")
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("starting", total=None, left="")
        self._settled = "0 cases decided"

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def heat_begins(self, number: int, cases: int) -> None:
        """Show a new heat."""
        text = f"heat {number}, {self._settled}"
        self._bar.update(self._task, description=text, completed=0, total=cases, left=self._left())
        if number == 1:
            self._log(f"heat 1 begins: {count(cases, 'case')}, {self._left()}")

    def case_done(self, case: Case) -> None:  # noqa: ARG002 (an audience is given the case)
        """Move on by one case."""
        self._bar.update(self._task, advance=1, left=self._left())

    def cannot_decide(self, cases: Sequence[str], seconds: float, limit: float) -> None:
        """Say which cases are left out of the next heats, and why."""
        if self._quiet:
            return
        names = ", ".join(caseid.name(case) for case in cases[:3]) + (", …" if len(cases) > 3 else "")
        takes = f"{'takes' if len(cases) == 1 else 'take'} {duration(seconds)} per heat and " if seconds else ""
        text = f"{count(len(cases), 'case')} ({names}) {takes}cannot be decided in {duration(limit)}"
        self._console.print(Text(shown(f"{text}; give a larger --budget"), style="bold red"), soft_wrap=True)

    def ends_early(self, heat: int, problem: PacelineError) -> None:
        """Say why the race ends, and with what."""
        text = f"heat {heat} could not run; the race ends with the heats before it: {problem}"
        self._console.print(Text(shown(text), style="bold red"), soft_wrap=True)

    def heat_ends(self, heat: Heat, settled: int, cases: int, verdicts: Sequence[str]) -> None:
        """Show how much is decided by now, and the verdicts that this heat brought."""
        for verdict in () if self._quiet else verdicts:
            self._console.print(Text(shown(verdict), style="bold"), soft_wrap=True)
        self._settled = f"{settled} of {count(cases, 'case')} decided"
        self._log(f"heat {heat.number}: {self._settled}, {duration(heat.seconds)}, {self._left()}")

    def _log(self, text: str) -> None:
        """Print a line where there is no live one."""
        if not self._console.is_terminal and not self._quiet:
            self._console.print(text, soft_wrap=True)

    def _left(self) -> str:
        if self._limits.budget is None:
            return f"{duration(time.monotonic() - self._began)} so far"
        left = self._limits.budget - (time.monotonic() - self._began)
        return f"{duration(max(left, 1))} left" if left >= 1 else "time is up"
