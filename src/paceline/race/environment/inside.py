"""Runs on an environment's own Python: which modules cannot be imported there, and what is installed.

It reads names and folders as JSON from standard input. It imports nothing of what it looks for.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from importlib import metadata
from pathlib import Path


def _there(name: str) -> bool:
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return False
    if spec is None:
        return False
    if spec.origin is not None or (spec.loader is not None and not spec.submodule_search_locations):
        return True
    return any(_holds_code(Path(folder)) for folder in spec.submodule_search_locations or ())


def _holds_code(folder: Path) -> bool:
    """Say whether a folder without `__init__.py` is a package, or is only called like one."""
    try:
        entries = list(folder.iterdir())
    except OSError:
        return False
    return any(entry.suffix in {".py", ".so", ".pyd"} or (entry / "__init__.py").exists() for entry in entries)


def main() -> None:
    """Answer on standard output."""
    asked = json.load(sys.stdin)
    sys.path[:0] = asked["folders"]
    missing = [name for name in asked["modules"] if not _there(name)]
    del sys.path[: len(asked["folders"])]
    installed, moving = {}, []
    for found in metadata.distributions():
        name = found.metadata["Name"]
        if name:
            origin = json.loads(found.read_text("direct_url.json") or "{}")
            installed[name] = "" if "dir_info" in origin else found.version
            commit = origin.get("vcs_info")
            if commit and not commit["commit_id"].startswith(commit.get("requested_revision") or "HEAD"):
                moving.append(name)
    json.dump({"missing": missing, "installed": installed, "moving": moving}, sys.stdout)


if __name__ == "__main__":
    main()
