"""The end of every gate: judge, tell, write what was asked for, return the exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import tomllib

from ..errors import PacelineError
from ..judge.policy import read_policy
from ..report import gate as report
from ..report import gatejson, terminal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ..judge.gate import GateJudgement
    from ..judge.policy import Policy
    from ..results.records import Race


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what every command that judges understands."""
    parser.add_argument("--profile", metavar="NAME", help="fast, default or strict (default: [tool.paceline] profile)")
    parser.add_argument("--strict", action="store_true", help="exit with 3 if a case is left inconclusive")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the verdict as JSON")
    parser.add_argument("-v", "--verbose", action="store_true", help="list the unchanged cases too")


def policy(profile: str | None, folder: Path) -> Policy:
    """Read `[tool.paceline]` of the nearest pyproject.toml above `folder`; `profile` goes before it."""
    for parent in (folder, *folder.parents):
        project = parent / "pyproject.toml"
        if project.is_file():
            return read_policy(_table(project), profile=profile)
    return read_policy({}, profile=profile)


def _table(project: Path) -> dict[str, object]:
    try:
        table: dict[str, object] = (
            tomllib.loads(project.read_text(encoding="utf-8")).get("tool", {}).get("paceline", {})
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PacelineError(f"is not TOML ({error})", place=project) from error
    return table


def check_output(file: Path | None) -> None:
    """Fail now if a file could not be written at the end."""
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab"):
            pass
    except OSError as error:
        raise PacelineError(f"cannot be written ({error.strerror})", place=file, cure="choose another file") from error


def conclude(races: Sequence[Race], judgement: GateJudgement, args: argparse.Namespace, opening: str = "") -> int:
    """Tell the verdict on these races; return the exit code."""
    code = judgement.exit_code(strict=args.strict)
    console = terminal.console()
    terminal.tell(report.compose(races, judgement, verbose=args.verbose, opening=opening), console)
    if args.json is not None:
        args.json.write_bytes(gatejson.dump(judgement, code))
    return code
