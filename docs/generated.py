"""The reference, written from the parsers, the policy, the plugin and the schemas that it describes."""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
from importlib import resources
from typing import TYPE_CHECKING

import tomllib

from paceline import plugin
from paceline.cli import judging, parsers
from paceline.cli.commands import COMMANDS, EXIT_CODES
from paceline.judge import policy
from paceline.judge.profile import PROFILES
from paceline.plugin import selection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEYS = {
    "profile": (
        "string",
        '`"default"`',
        'profile = "strict"',
        "Margins and time: a profile of the table below",
    ),
    "alpha": ("share", str(policy.ALPHA), "alpha = 0.01", "Chance of any false alarm in a whole run"),
    "budget": ("seconds", "the profile's", 'budget = "60 s"', "Time to measure, if `--budget` is not given"),
    "thresholds": (
        "table of tables",
        "none",
        '[thresholds."*parse*"]\nmargin = "3 %"',
        "Other margins for a case id, a strategy or a pattern",
    ),
    judging.PASS: (
        "list of strings",
        "none",
        'pass-env = ["DATABASE_PASSWORD"]',
        "Variables that the measured code gets even though they look like secrets",
    ),
}
THRESHOLDS = {
    "tolerance": ("share", "the profile's", 'tolerance = "1 %"', "A slowdown up to this is no regression"),
    "margin": ("share", "the profile's", "margin = 0.03", "A case whose change is smaller than this is unchanged"),
}
"""What the reference says of each key; `config` fails where these are not the keys that are read."""

VARIABLES = {
    "XDG_CACHE_HOME": "parent of the folder in which environments are kept (default: `~/.cache`)",
    "GITHUB_STEP_SUMMARY": "a file of this name is appended to, not replaced",
    "GITHUB_WORKSPACE": "annotations name files from this folder",
    "PYTHON_JIT": "part of an interpreter's identity",
    "NO_COLOR": "turns colours off",
    "COLUMNS": "width of tables",
    "DASK_SCHEDULER_ADDRESS": "the dask scheduler whose workers the strategy `dask` uses, instead of its own",
    "PACELINE_SIDE": "set in a raced process: the name of its side, for what both sides must not share",
}


def write(folder: Path) -> None:
    """Write every generated part."""
    folder.mkdir(exist_ok=True)
    os.environ["COLUMNS"] = "80"
    os.environ["NO_COLOR"] = "1"
    parts = {"commands": commands, "config": config, "plugin": fixtures, "schemas": schemas, "codes": codes}
    for name, part in parts.items():
        (folder / f"{name}.md").write_text("\n".join(part()) + "\n", encoding="utf-8")
    (folder / "variables.md").write_text("\n".join(_table("variable", VARIABLES)) + "\n", encoding="utf-8")


def commands() -> Iterator[str]:
    """Yield each command with its help."""
    _, made = parsers.parser(*COMMANDS)
    for name, parser in made.items():
        yield from (f"### paceline {name}", "", "```text", parser.format_help().rstrip(), "```", "")
        if name == "baseline":
            (actions,) = [one.choices for one in parser._actions if isinstance(one.choices, dict)]  # noqa: SLF001
            for action, sub in actions.items():
                yield from (f"#### paceline baseline {action}", "", "```text", sub.format_help().rstrip(), "```", "")


def config() -> Iterator[str]:
    """Yield the keys of [tool.paceline] and the profiles, each example read by what reads a project's."""
    if (tuple(KEYS), tuple(THRESHOLDS)) != ((*policy._KEYS, judging.PASS), policy._THRESHOLD_KEYS):  # noqa: SLF001
        sys.exit("docs/generated.py: KEYS and THRESHOLDS are not the keys that paceline.judge.policy reads")
    for keys, before in ((KEYS, ""), (THRESHOLDS, '[thresholds."*"]\n')):
        for key, (kind, default, example, meaning) in keys.items():
            policy.read_policy(tomllib.loads(before + example), others=(judging.PASS,))
            name = key if keys is KEYS else f"thresholds.PATTERN.{key}"
            table = "[tool.paceline]\n" if keys is KEYS else '[tool.paceline.thresholds."*parse*"]\n'
            lines = example.replace("[", "[tool.paceline.", 1) if example.startswith("[") else table + example
            yield from (f"### {name}", "", f"{meaning}. Type: {kind}. Default: {default}.", "")
            yield from ("```toml", lines, "```", "")
    yield from ("", 'A share is a number below 1 or a text such as `"2 %"`. The profiles:', "")
    yield from (
        "| profile | tolerance | margin | with several cores | seconds for ten cases |",
        "|---|---|---|---|---|",
    )
    for one in PROFILES.values():
        row = f"| {one.name} | {one.sequential.tolerance:.2%} | {one.sequential.margin:.2%} "
        yield f"{row}| {one.concurrent.tolerance:.2%} and {one.concurrent.margin:.2%} | {one.budget:g} s |"


def fixtures() -> Iterator[str]:
    """Yield the plugin's fixtures and markers, as pytest knows them."""
    found = {
        name.removesuffix("_fixture"): inspect.getdoc(getattr(plugin, name))
        for name in plugin.__all__
        if name.endswith("_fixture")
    }
    yield from _table("fixture", {name: " ".join((text or "").split()) for name, text in found.items()})
    lines: list[str] = []

    class Config:
        stash: dict[object, object] = {}  # noqa: RUF012

        @staticmethod
        def addinivalue_line(_name: str, line: str) -> None:
            lines.append(line)

    selection.pytest_configure(Config)  # type: ignore[arg-type]
    yield ""
    yield from _table("marker", dict(line.split(": ", 1) for line in lines))


def schemas() -> Iterator[str]:
    """Yield the properties that each JSON schema describes."""
    for name in ("gate", "figures"):
        schema = json.loads((resources.files("paceline.report") / f"{name}.schema.json").read_text(encoding="utf-8"))
        yield from (f"`paceline/report/{name}.schema.json`: {schema['title']}", "")
        yield from (f"- `{key}`" for key in schema["properties"])
        yield ""


def codes() -> Iterator[str]:
    """Yield the exit codes."""
    yield from _table("exit code", {str(code.value): text for code, text in EXIT_CODES.items()})


def _table(title: str, rows: dict[str, str]) -> Iterator[str]:
    yield from (f"| {title} | meaning |", "|---|---|")
    for key, text in rows.items():
        yield f"| `{key}` | {re.sub(r'[|]', '/', text)} |"
