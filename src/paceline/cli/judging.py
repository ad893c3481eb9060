"""The end of every gate: judge, report, write the files that were asked for, return the exit code."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import tomllib

from ..errors import PacelineError
from ..judge.policy import read_policy
from ..report import stored as stored_report
from ..report.formats import Report
from ..report.gate import document as report
from ..report.gate import rows as gaterows
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


PASS = "pass-env"  # noqa: S105 (the name of a key)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what every command that judges understands."""
    group = parser.add_argument_group("verdict")
    text = "margins: fast, default or strict (default: profile in [tool.paceline], else default)"
    group.add_argument("--profile", metavar="NAME", help=text)
    group.add_argument("--strict", action="store_true", help="exit with 3 if a case is inconclusive")
    group.add_argument("-v", "--verbose", action="store_true", help="list the unchanged cases too")
    add_outputs(parser)


def policy(profile: str | None, folder: Path) -> Policy:
    """Read how a race is judged; `profile` goes before what the project says."""
    _, table = _settings(folder)
    return read_policy(table, profile=profile, others=(PASS,))


def passed(args: argparse.Namespace, folder: Path) -> tuple[str, ...]:
    """Return the variables that sides get though they look like secrets: the project's, and the command line's."""
    project, table = _settings(folder)
    names = table.get(PASS, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        cure = 'write the names of variables: ["DATABASE_PASSWORD"]'
        raise PacelineError("is not a list of strings", place=f"{project}: tool.paceline.{PASS}", cure=cure)
    return (*names, *getattr(args, "pass_env", ()))


def _settings(folder: Path) -> tuple[Path, dict[str, object]]:
    """Return `[tool.paceline]` of the nearest pyproject.toml above a folder, and which one that is."""
    projects = (parent / "pyproject.toml" for parent in (folder, *folder.parents))
    project = next((path for path in projects if path.is_file()), None)
    return (project, _table(project)) if project else (folder, {})


def _table(project: Path) -> dict[str, object]:
    try:
        found: object = tomllib.loads(project.read_text(encoding="utf-8"))
    except OSError as error:
        raise PacelineError(f"cannot be read ({error.strerror or error})", place=project) from error
    except (ValueError, RecursionError) as error:
        raise PacelineError(f"is not TOML ({error})", place=project, cure="fix it") from error
    for key in ("tool", "paceline"):
        found = found.get(key, {}) if isinstance(found, dict) else found
    if not isinstance(found, dict):
        problem = f"{textwrap.shorten(repr(found), 60)} is not a table"
        raise PacelineError(problem, place=f"{project}: tool.paceline", cure="write [tool.paceline]")
    return found


def conclude(  # noqa: PLR0913 (all of it is needed to report a verdict)
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
        document.add(*stored_report.compose(stored, brief=not args.verbose).blocks)
    return outputs.render(Report(document, gaterows.compose(parts, judgement, code), kept), code)
