"""`paceline init`: what a project needs to gate its changes. It asks nothing and overwrites nothing."""

from __future__ import annotations

import re
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import PacelineError
from ..race.misnamed import USUAL, times_something
from ..text import table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

WORKFLOW = Path(".github/workflows/benchmarks.yml")
_NOXFILE = "from __future__ import annotations\n\nimport nox\n\n\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    text = "where the benchmarks are (default: the folders whose tests take the benchmark fixture)"
    parser.add_argument("--benchmarks", metavar="PATH", help=text)
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")


def run(args: argparse.Namespace) -> int:
    """Write what the project lacks, or say what would be written; end with what to type next."""
    here = Path.cwd()
    root = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    cases = args.benchmarks or " ".join(_found(root)) or "benchmarks"
    done = [
        _table(root / "pyproject.toml", _starter("pyproject", cases), write=not args.dry_run),
        _file(root / "noxfile.py", _NOXFILE + _starter("noxfile", cases), write=not args.dry_run),
        _file(root / WORKFLOW, _starter("workflow", cases), write=not args.dry_run),
    ]
    rows = [(str(path.relative_to(root)), what) for path, what in done]
    title = "would be" if args.dry_run else "done"
    sys.stdout.write(table(["file", title], rows, left=["file", title]))
    noxfile = root / "noxfile.py"
    if noxfile.is_file() and "paceline" not in noxfile.read_text(encoding="utf-8", errors="replace"):
        sys.stdout.write(f"\nAdd this session to noxfile.py:\n\n{_starter('noxfile', cases)}")
    next_step = f"Next: {'' if (root / '.git').exists() else 'git init, commit, then '}paceline gate -- {cases}"
    if args.dry_run:
        next_step = "Nothing was written. To write it: paceline init"
    sys.stdout.write(f"\n{next_step}\n")
    return 0


def _starter(name: str, cases: str) -> str:
    text = (resources.files(__package__) / "starters" / f"{name}.txt").read_text(encoding="utf-8")
    text = text.replace("@PYTHON@", f"{sys.version_info.major}.{sys.version_info.minor}")
    return text.replace('"@BENCHMARKS@"', ", ".join(f'"{word}"' for word in cases.split())).replace(
        "@BENCHMARKS@", cases
    )


def _found(root: Path) -> Iterator[str]:
    """Yield the folders with tests that take the benchmark fixture, none inside another.

    Of tests that pytest does not find by the names of their files, yield the files.
    """
    seen: list[Path] = []
    for path in sorted(filter(Path.is_file, root.rglob("*.py"))):
        folder = path.relative_to(root).parent
        hidden = any(part.startswith(".") or part == "site-packages" for part in folder.parts)
        if hidden or any(other in (folder, *folder.parents) for other in seen):
            continue
        if times_something(path):
            usual = USUAL.search(path.name) is not None
            seen += [folder] if usual else []
            yield (folder if usual else path.relative_to(root)).as_posix()


def _table(path: Path, content: str, *, write: bool) -> tuple[Path, str]:
    """Append the table to a pyproject.toml that has none."""
    if not path.is_file():
        return path, "skipped: the file does not exist, so the defaults apply"
    try:
        before = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PacelineError("is not in UTF-8, as TOML is", place=path, cure="store it in UTF-8") from error
    if re.search(r"(?m)^\s*\[\s*tool\s*\.\s*paceline\b", before):
        return path, "kept: it has [tool.paceline]"
    if write:
        _write(path, f"{before.rstrip()}\n\n{content}")
    return path, "added [tool.paceline] at its end"


def _file(path: Path, content: str, *, write: bool) -> tuple[Path, str]:
    """Create a file that is not there yet."""
    if path.exists():
        return path, "kept: it exists"
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content)
    return path, "created"


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise PacelineError(f"cannot be written ({error.strerror})", place=path) from error
