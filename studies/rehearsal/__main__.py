"""Run the workflow's steps on four pull requests, and hold what they show against what is expected.

Run `nox -s rehearse`, or `python studies/rehearsal`; the interpreters must be on PATH.
"""

from __future__ import annotations

import argparse
import difflib
import sys
import tempfile
from pathlib import Path

from masking import masked
from project import SCENARIOS, repository
from runner import Runner

EXPECTED = Path(__file__).parent / "expected"


def main() -> int:
    """Read the command line, rehearse, compare; return 1 where anything differs."""
    parser = argparse.ArgumentParser(prog="python studies/rehearsal", description=__doc__)
    parser.add_argument("--pythons", default="3.11,3.14", help="interpreters, the oldest first (default: 3.11,3.14)")
    parser.add_argument("--only", metavar="NAME", choices=SCENARIOS, help=f"one of {', '.join(SCENARIOS)}")
    parser.add_argument("--update", action="store_true", help="keep what came out as what is expected")
    options = parser.parse_args()
    pythons = options.pythons.split(",")
    wrong = 0
    for name in [options.only] if options.only else SCENARIOS:
        with tempfile.TemporaryDirectory(prefix="paceline-rehearsal-") as folder:
            workspace = Path(folder)
            repository(workspace / "project", SCENARIOS[name])
            shown = Runner(workspace, pythons).pull_request()
            texts = {kind: masked(text, pythons) for kind, text in shown.items()}
            wrong += sum(not same(EXPECTED / name / kind, text, update=options.update) for kind, text in texts.items())
    print("all as expected" if not wrong else f"{wrong} differ")
    return bool(wrong)


def same(path: Path, found: str, *, update: bool) -> bool:
    """Compare with what is expected, and print the difference; with `update`, keep it."""
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
        return True
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    place = f"{path.parent.name}/{path.name}"
    sys.stdout.writelines(
        difflib.unified_diff(expected.splitlines(True), found.splitlines(True), f"expected {place}", f"shown {place}")
    )
    return found == expected


if __name__ == "__main__":
    sys.exit(main())
