"""The stored baselines beside a race: found, judged, and what that means for an exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ExitCode, PacelineError
from ..judge.records import Word
from ..judge.stored.check import judge_stored
from ..results import baseline as files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..judge.stored.check import StoredJudgement
    from ..results.records import Race
    from ..results.store import Samples

FOLDER = Path("benchmarks/baselines")


def newest_race() -> Path:
    """Return the folder of the last race in results/; `PacelineError` where there is none."""
    races = sorted(Path("results").glob("*/race.json"), key=lambda path: path.stat().st_mtime)
    if not races:
        raise PacelineError("there is no race in results/", cure="race first: paceline bench")
    return races[-1].parent


def against(race: Race, samples: Samples, sides: Sequence[str], folder: Path = FOLDER) -> tuple[StoredJudgement, ...]:
    """Judge these sides against what is stored of their interpreters; a side without is left out."""
    found = {
        name: files.find(folder, race.side(name).key, str(race.side(name).interpreter.get("name"))) for name in sides
    }
    return judge_stored(race, samples, {name: baseline for name, baseline in found.items() if baseline})


def exit_code(found: Sequence[StoredJudgement]) -> ExitCode:
    """Say what a check means for a build: a drift on another machine is never a failure, a vanished case is."""
    if any(verdict.verdict is Word.REGRESSION for judged in found for verdict in judged.verdicts):
        return ExitCode.REGRESSION
    if not found or any(judged.vanished for judged in found):
        return ExitCode.UNJUDGED
    return ExitCode.OK
