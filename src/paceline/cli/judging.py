"""The end of every gate: judge, report, write the files that were asked for, return the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomllib

from ..errors import PacelineError
from ..judge.policy import read_policy
from ..report import stored as stored_report
from ..report.gate import document as report
from ..report.gate import rows as gaterows
from .outputs import Report
from .outputs import add_arguments as add_outputs

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from ..judge.gate.judgement import GateJudgement
    from ..judge.policy import Policy
    from ..judge.stored.check import StoredJudgement
    from ..results.records import Race
    from ..results.store import Samples
    from .outputs import Outputs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what every command that judges understands."""
    group = parser.add_argument_group("verdict")
    text = "margins: fast, default or strict (default: profile in [tool.paceline], else default)"
    group.add_argument("--profile", metavar="NAME", help=text)
    group.add_argument("--strict", action="store_true", help="exit with 3 if a case is inconclusive")
    group.add_argument("-v", "--verbose", action="store_true", help="list the unchanged cases too")
    add_outputs(parser)


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
        raise PacelineError(f"is not TOML ({error})", place=project, cure="mend it") from error
    if not isinstance(table, dict):
        raise PacelineError(
            f"{table!r} is not a table", place=f"{project}: tool.paceline", cure="write [tool.paceline]"
        )
    return table


def conclude(  # noqa: PLR0913 (all of it is needed to tell a verdict)
    parts: Sequence[tuple[Race, Samples]],
    judgement: GateJudgement,
    args: argparse.Namespace,
    outputs: Outputs,
    *,
    kept: str,
    opening: str = "",
    stored: Sequence[StoredJudgement] = (),
) -> int:
    """Report the verdict on these races, which are in `kept`, and what is `stored`; return the exit code."""
    code = judgement.exit_code(strict=args.strict)
    document = report.compose([race for race, _ in parts], judgement, verbose=args.verbose, opening=opening)
    if stored:
        document.add(*stored_report.compose(stored).blocks)
    return outputs.tell(Report(document, gaterows.compose(parts, judgement, code), kept), code)
