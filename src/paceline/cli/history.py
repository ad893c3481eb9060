"""`paceline history`: how the stored figures, and those of kept races, have moved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import PacelineError
from ..judge.stats.changepoints import changes
from ..judge.stored.check import entries
from ..report import history as report
from ..report.formats import terminal
from ..results import baseline as files
from ..results import caseid, revisions
from ..results.folder import RaceFolder
from .stored import FOLDER

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from ..results.baseline import Entry


class _Point(NamedTuple):
    """The figures of one interpreter at one time."""

    date: str
    label: str
    name: str
    cases: Mapping[str, Entry]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    text = "races of bench or baseline, or folders of races, to add to the baselines' history"
    parser.add_argument("races", nargs="*", type=Path, metavar="DIR", help=text)
    parser.add_argument("--case", metavar="PATTERN", help="only cases whose ids match, such as '*loop*'")
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"folder of the baselines (default: {FOLDER})")
    parser.add_argument(
        "--yardsticks", action="store_true", help="show times relative to the reference loop, to compare machines"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="list the cases without a change too")


def run(args: argparse.Namespace) -> int:
    """Gather the points; report each case's trend and change points."""
    points = sorted([*_stored(args.folder), *_raced(args.races)], key=lambda point: point.date)
    lines = list(_lines(points, args.case, "yardsticks" if args.yardsticks else "seconds"))
    if not lines:
        cure = "store baselines with paceline baseline measure, and commit them, or name folders of benches"
        raise PacelineError("there is no history", place=args.folder, cure=cure)
    unit = "time ÷ reference loop" if args.yardsticks else "time"
    terminal.render(report.compose(lines, unit, verbose=args.verbose), terminal.console())
    return 0


def _stored(folder: Path) -> Iterator[_Point]:
    """Yield the points that git remembers, one for each commit that renewed a baseline."""
    for path in sorted(folder.glob("*.json")):
        for revision in revisions.history(path):
            if not files.is_current(revision.content):
                continue
            baseline = files.parse(revision.content, f"{revision.commit[:12]}:{path}")
            label = f"{revision.date[:10]} {baseline.approval.commit[:9]}"
            yield _Point(baseline.approval.date, label, baseline.name, baseline.cases)


def _raced(folders: Sequence[Path]) -> Iterator[_Point]:
    """Yield the points of races, each side with its own interpreter and commit."""
    for folder in folders:
        races = [folder] if (folder / "race.json").is_file() else [path.parent for path in folder.glob("*/race.json")]
        if not races:
            raise PacelineError("holds no race", place=folder, cure="name a race's folder, or the folder of several")
        for path in races:
            race, samples = RaceFolder(path).load()
            if race.pairs and path == folder:
                cure = "name a race of paceline bench or of paceline baseline measure"
                raise PacelineError("compares two sides, so it cannot be part of a history", place=path, cure=cure)
            for side in () if race.pairs else race.sides:
                label = f"{race.created[:10]} {(side.commit or path.name)[:9]}"
                name = str(side.interpreter.get("name"))
                yield _Point(race.created, label, name, entries(race, samples, side.name))


def _lines(points: Sequence[_Point], pattern: str | None, unit: str) -> Iterator[report.Line]:
    names = dict.fromkeys((case, point.name) for point in points for case in point.cases)
    for case, name in sorted(names, key=lambda each: (caseid.order(each[0]), each[1])):
        if pattern is not None and not caseid.matches(case, pattern):
            continue
        mine = [
            (figure.value, point.label)
            for point in points
            if point.name == name and case in point.cases and (figure := getattr(point.cases[case], unit))
        ]
        if mine:
            values, labels = zip(*mine, strict=True)
            yield report.Line(case, name, values, labels, changes(values))
