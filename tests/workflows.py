"""The workflows as data: their jobs, and what a job runs, ready to be run elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = Path(__file__).parents[1] / ".github" / "workflows"

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Command:
    """A `run:` step: `bash -eo pipefail -c SCRIPT` in `folder`, below the workspace, with `env` beside its own."""

    name: str
    script: str
    env: dict[str, str]
    folder: str
    condition: str
    """The step's `if:`, as it is written; empty where it has none."""


def names() -> list[str]:
    """Return the workflows' names: their files' without suffix."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def load(name: str) -> dict[str, Any]:
    """Return a workflow as it is written, anchors resolved; `on` is a key like others (YAML 1.2)."""
    content: dict[str, Any] = YAML(typ="safe", pure=True).load(FOLDER / f"{name}.yml")
    return content


def steps(workflow: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each step of a workflow behind its job's name."""
    for name, job in workflow["jobs"].items():
        for step in job["steps"]:
            yield name, step


def commands(workflow: Mapping[str, Any], job: str, values: Mapping[str, str]) -> list[Command]:
    """Return what a job runs, in order; `values` are those of the expressions in its environment, by their text.

    Raises KeyError for an expression that it needs and has no value for.
    """
    body = workflow["jobs"][job]
    around = {**workflow.get("env", {}), **body.get("env", {})}
    folder = body.get("defaults", {}).get("run", {}).get("working-directory", ".")
    return [
        Command(
            name=step["name"],
            script=step["run"],
            env={key: _filled(str(text), values) for key, text in {**around, **step.get("env", {})}.items()},
            folder=step.get("working-directory", folder),
            condition=str(step.get("if", "")),
        )
        for step in body["steps"]
        if "run" in step
    ]


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: values[found[1]], text)
